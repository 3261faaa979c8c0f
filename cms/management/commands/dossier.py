"""``manage.py dossier SCHEME/EDITION``: the file of an edition for an auditor, as one archive."""

import getpass
import time
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from cms.actions.dossier import export_to_file
from cms.dossier.export import COMMAND, title_of
from cms.dossier.kept import place_for
from cms.models import EditionPage, SchemePage
from cms.selectors.dossier_people import instant


class Command(BaseCommand):
    """Writes the archive below VAR_DIR/dossiers/ or to ``--output``, and prints the digest to hand over with it."""

    help = "Write the auditor's file of an edition, named SCHEME/EDITION as in its address (datong/2026)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the edition and the options."""
        parser.add_argument("edition", help=_("奖项代码/届次网址段，例如 datong/2026"))
        parser.add_argument("--output", type=Path, default=None, help=_("写到哪个文件，不得已经存在"))
        parser.add_argument("--by", default="", help=_("导出人的账号，记入系统日志"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Export. :raises CommandError: no such edition or account, or a file that is there or cannot be written."""
        edition = _edition(options["edition"])
        account = _account(options["by"])
        as_of = clock.now()
        target = (options["output"] or place_for(edition, as_of)).absolute()
        begun = time.monotonic()
        try:
            made = export_to_file(
                edition=edition,
                target=target,
                as_of=as_of,
                by=account,
                operator="" if account else _login(),
                say=lambda step: self.stdout.write(f"  {step}"),
            )
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(
                _("写不了 %(path)s：%(reason)s。请核对路径、权限和磁盘空间。")
                % {"path": target, "reason": error.strerror or type(error).__name__}
            ) from None
        self.stdout.write(
            _("已导出“%(title)s”的届次档案，截至 %(as_of)s，用时 %(seconds).1f 秒。")
            % {"title": title_of(edition), "as_of": instant(as_of), "seconds": time.monotonic() - begun}
        )
        self.stdout.write(
            _("%(path)s（%(files)d 个文件，%(size).1f MB）")
            % {"path": target, "files": made.sealed.files, "size": target.stat().st_size / 1_000_000}
        )
        self.stdout.write(_("档案校验值 %(digest)s") % {"digest": made.sealed.digest})
        self.stdout.write(
            _("请把校验值另行告知接收人。解压后在文件夹中运行 %(command)s 即可核验。") % {"command": COMMAND}
        )


def _edition(text: str) -> EditionPage:
    """The edition by its address; an error says what there is."""
    scheme_slug, _slash, slug = text.strip("/").partition("/")
    schemes = {scheme.slug: scheme for scheme in SchemePage.objects.order_by("path")}
    if not slug or scheme_slug not in schemes:
        raise CommandError(
            _("没有“%(name)s”。请写成“奖项代码/届次”，例如 datong/2026；现有奖项：%(known)s。")
            % {"name": text, "known": "、".join(schemes) or _("无")}
        )
    editions = EditionPage.objects.child_of(schemes[scheme_slug]).select_related("measure")
    edition = editions.filter(slug=slug).first()
    if edition is None:
        known = "、".join(f"{scheme_slug}/{each.slug}" for each in editions.order_by("number"))
        raise CommandError(
            _("没有届次“%(name)s”。现有：%(known)s。") % {"name": text, "known": known or _("无")}
        )
    return edition


def _account(username: str) -> Any:
    user = get_user_model().objects.filter(username=username).first()
    if username and user is None:
        raise CommandError(_("没有账号“%(name)s”。请核对 --by。") % {"name": username})
    return user


def _login() -> str:
    """Who is logged in on the machine; empty where the system does not tell."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
