"""A case as plain text, under its masks: the first page of an export, to be read without any programme of ours."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints import masks
from complaints.case_masks import hidden_files, masks_of, shown_document
from complaints.desk.words import ENTRIES, FACTS, OTHER_ENTRY
from complaints.models import Entry
from complaints.reading import OpenCase, OpenEntry
from complaints.roots import Roots
from complaints.signers import Signature

INTERNAL = frozenset({"note", "reason", "refusal", "recusal", "transfer", "hold", "link", "remedy"})
"""Kinds of entries that are for the handlers alone; they come along where whoever exports says so."""

NEVER = frozenset({masks.KIND, masks.REDACTION, "identity_opened", "identity_looked"})
"""Kinds that say where something was hidden, or whose name was opened."""


def exported(opened: OpenCase, *, internal: bool) -> tuple[OpenEntry, ...]:
    """The entries that leave with a case, in their order."""
    left_out = NEVER if internal else NEVER | INTERNAL
    return tuple(entry for entry in opened.entries if entry.document.get("kind") not in left_out)


@sensitive_variables()
def case_text(
    opened: OpenCase,
    *,
    internal: bool,
    names: Mapping[str, str],
    roots: Roots,
    file_names: Mapping[str, str],
    day: dt.date,
) -> str:
    """The case in words. Who reported is not in it: no key of a handler opens that.

    :param names: members by 32 hexadecimal digits. :param roots: what bodies are called.
    :param file_names: of the files that come along, by blob.
    """
    days, standing = _days(opened), masks_of(opened)
    hidden = hidden_files(standing)
    lines = [
        _("案卷 %(number)s") % {"number": opened.case.number},
        _("受理机构：%(body)s") % {"body": roots.name_of(opened.case.body)},
        _("收到日期：%(day)s") % {"day": opened.case.received_on.isoformat()},
        _("状态：%(state)s") % {"state": opened.case.get_state_display()},
        _("导出日期：%(day)s") % {"day": day.isoformat()},
        _("█ 处已经遮盖。举报人身份不在本案卷内。"),
    ]
    for number, entry in enumerate(exported(opened, internal=internal), start=1):
        document = shown_document(entry, standing)
        label = ENTRIES.get(str(document.get("kind", "")), OTHER_ENTRY)
        lines += ["", f"{number}. {days[entry.id].isoformat()} {label}{_signed(entry, names)}", ""]
        lines += _words(document, roots)
        for file in entry.files:
            if file.blob in hidden:
                lines.append(_("（一个文件已遮盖，没有导出）"))
            else:
                lines.append(_("文件：%(name)s") % {"name": file_names.get(file.blob, file.name)})
    return "\n".join(lines) + "\n"


def _days(opened: OpenCase) -> dict[Any, dt.date]:
    return dict(Entry.objects.filter(case=opened.case).values_list("pk", "day"))


def _signed(entry: OpenEntry, names: Mapping[str, str]) -> str:
    if entry.signature is None:
        return ""
    who = names.get(str(entry.document.get("member", "")), "")
    return f" {who}" + (_("（签名没有通过核验）") if entry.signature is Signature.FAILS else "")


def concerned(report: Mapping[str, Any], roots: Roots) -> str:
    """What the reporter ticked as concerned itself, in a line: bodies by their names, units as they are called."""
    return "、".join(roots.name_of(str(each)) for each in report.get("concerns", ()))


def _words(document: Mapping[str, Any], roots: Roots) -> Iterable[str]:
    report = document.get("report")
    if isinstance(report, Mapping):
        entry = document.get("entry") or {}
        yield str(report.get("facts", ""))
        named = f"{entry.get('no', '')} {entry.get('name', '')}".strip() or str(report.get("entry_words", ""))
        for key, text in (
            ("entry", named),
            ("respondent", str(report.get("respondent", ""))),
            ("happened", str(report.get("happened", ""))),
            ("concerns", concerned(report, roots)),
        ):
            if text:
                yield f"{FACTS[key]}：{text}"
    if document.get("text"):
        yield str(document["text"])
