"""The receipt code as something to take along: a drawing of its 24 digits, and a sheet of plain text.

Neither holds a city, an address or anything of the report: who finds it learns that there is a number, no more.
"""

from dataclasses import dataclass

import segno
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints import vault

FILE_NAME = "beiwang.txt"
"""Says memo and not of what."""

_QUIET = 4
"""Modules of white around a QR code that readers need (ISO/IEC 18004 §9.1)."""


@dataclass(frozen=True, repr=False)
class CodePicture:
    """A QR code as one SVG path of unit squares. `side` is the side of the drawing with its white border."""

    side: int
    path: str


@sensitive_variables()
def code_picture(code: str) -> CodePicture:
    """The 24 digits and nothing else as a QR code."""
    modules = segno.make_qr(code, error="m").matrix
    runs = [
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row, line in enumerate(modules)
        for column, dark in enumerate(line)
        if dark
    ]
    return CodePicture(len(modules) + 2 * _QUIET, "".join(runs))


@sensitive_variables()
def as_download(code: str) -> HttpResponse:
    """The sheet as a file to keep: `text/plain`, a name that tells nothing."""
    lines = (
        _("查询码"),
        vault.format_code(code),
        "",
        _("回到当时的网站，打开“凭查询码查询”，输入这24位数字。空格可以不输。"),
        _("谁有这个号码，谁就能看到答复。不要告诉别人，也不要告诉受理的工作人员。"),
        _("丢失后不能找回，可以重新提交。"),
    )
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
