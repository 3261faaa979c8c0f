"""What Django checks at every start: no way of serving or configuring the portal may put a reporter's file on disk in clear.

Django's ASGI handler writes every body above 2.5 MiB to a temporary file before any view or handler runs; so there is
no ASGI application, and the upload handler refuses a request that came by one.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.utils.translation import gettext as _

ASGI_SERVERS = frozenset({"daphne", "channels"})
"""Apps that replace Django's own server by one that speaks ASGI."""

TEXT_MAX = 2_621_440
"""Django's default bound of what a form may hold besides files, in bytes; more is spooled nowhere, only held in memory."""


@register("complaints")
def check_serving(app_configs: Any = None, **_options: Any) -> list[Error]:
    """Refuse to start where a body could reach a disk in clear."""
    return [*_asgi(), *_uploads()]


def _asgi() -> Iterator[Error]:
    package = settings.ROOT_URLCONF.rpartition(".")[0]
    if getattr(settings, "ASGI_APPLICATION", None) or find_spec(f"{package}.asgi"):
        yield Error(
            _("设置了 ASGI 应用。经 ASGI 提供服务时，Django 会把上传的文件明文写入临时文件。"),
            hint=_("请删除 ASGI_APPLICATION 设置和 asgi 模块，只用 WSGI 提供服务。"),
            id="complaints.E001",
        )
    served = ASGI_SERVERS.intersection(settings.INSTALLED_APPS)
    if served:
        yield Error(
            _("INSTALLED_APPS 中的 %(apps)s 会改用 ASGI 提供服务，上传的文件将明文写入临时文件。")
            % {"apps": ", ".join(sorted(served))},
            hint=_("请从 INSTALLED_APPS 中删除。"),
            id="complaints.E002",
        )


def _uploads() -> Iterator[Error]:
    below = Path(settings.VAR_DIR).resolve()
    temporary = settings.FILE_UPLOAD_TEMP_DIR
    if not temporary or not Path(temporary).resolve().is_relative_to(below):
        yield Error(
            _("FILE_UPLOAD_TEMP_DIR 不在 VAR_DIR 之内。"),
            hint=_("请设为 VAR_DIR 下的文件夹，使临时文件与其他数据受同样的保护。"),
            id="complaints.E003",
        )
    bounds = (
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", settings.DATA_UPLOAD_MAX_MEMORY_SIZE, TEXT_MAX),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, 1_000),
        ("DATA_UPLOAD_MAX_NUMBER_FILES", settings.DATA_UPLOAD_MAX_NUMBER_FILES, 100),
    )
    for name, value, most in bounds:
        if value is None or value > most:
            yield Error(
                _("%(name)s 为 %(value)s，超过 %(most)s。") % {"name": name, "value": value, "most": most},
                hint=_("请删除这项设置，或者设为不超过 %(most)s 的数，否则一次请求可以占满内存。")
                % {"most": most},
                id="complaints.E004",
            )
    for folder in (settings.CHANNEL_EVIDENCE_DIR, settings.CHANNEL_SHRED_DIR, settings.CHANNEL_KEYS_DIR):
        for public in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
            if public and Path(folder).resolve().is_relative_to(Path(public).resolve()):
                yield Error(
                    _("%(folder)s 位于对外提供的文件夹 %(public)s 之内。")
                    % {"folder": folder, "public": public},
                    hint=_("请把证据和密钥文件夹移到 VAR_DIR 下其他位置。"),
                    id="complaints.E005",
                )
