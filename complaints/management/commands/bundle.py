"""``manage.py bundle open FILE``: read a sealed export, with the digits that came apart or a member's passphrase."""

import getpass
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints import keystore, masters, vault
from complaints.bundles import BY_DIGITS, OpenBundle, SealedBundle
from complaints.intake.file_facts import clean_name
from complaints.models import Member
from complaints.proofs import public_key_of_pem

MOST_PEM = 64 * 1024


class Command(BaseCommand):
    """Under digits it needs no database; sealed to a member it asks that member's passphrase, as unlocking does."""

    help = "open FILE --into FOLDER: read a sealed export of a case."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verb."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        opening = verbs.add_parser("open", help=_("打开导出的案卷"))
        opening.add_argument("file", type=Path, help=_("导出的文件"))
        opening.add_argument("--into", type=Path, required=True, help=_("放到哪个文件夹；必须还不存在"))
        opening.add_argument("--member", default="", help=_("收件成员的账号；用四十位数字打开的不填"))
        opening.add_argument(
            "--key", type=Path, help=_("用这个公钥（PEM）核验是谁导出的；不填的，用本站的公钥")
        )

    @sensitive_variables()
    def handle(self, *args: Any, **options: Any) -> None:
        """Open it. :raises CommandError: with what is wrong; no folder is left behind then."""
        folder: Path = options["into"]
        if os.path.lexists(folder):
            raise CommandError(_("%(folder)s 已经存在。请换一个名称。") % {"folder": folder})
        try:
            with options["file"].open("rb") as file:
                sealed = SealedBundle.read(file)
                bundle = sealed.open(_key(sealed, options["member"]))
                written = _write(bundle, folder)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CommandError(_("没有打开：%(reason)s。") % {"reason": reason}) from None
        except vault.Refused:
            raise CommandError(
                _("打不开：数字或者口令不对，或者文件有改动、不完整。没有留下任何内容。")
            ) from None
        except (KeyboardInterrupt, EOFError):
            raise CommandError(_("已中止，没有留下任何内容。")) from None
        self.stdout.write(
            _("案卷 %(number)s，导出于 %(day)s，共 %(count)s 个文件，已放到 %(folder)s。")
            % {
                "number": bundle.manifest.get("number", ""),
                "day": bundle.manifest.get("made", ""),
                "count": written,
                "folder": folder,
            }
        )
        self.stdout.write(_who(bundle, options["key"]))


@sensitive_variables()
def _key(sealed: SealedBundle, account: str) -> bytes:
    if sealed.way == BY_DIGITS:
        code = vault.parse_recovery(_asked(_("另行收到的四十位数字：")))
        if code is None:
            raise CommandError(_("数字不对：应当是十组、每组四位。请对照后重新输入。"))
        return sealed.key_by_digits(code)
    if not account:
        raise CommandError(_("这份案卷是导出给一名成员的。请用 --member 写明其账号。"))
    user = get_user_model().objects.filter(username=account).first()
    member = Member.objects.filter(user=user).first() if user else None
    if member is None:
        raise CommandError(_("没有这名成员。"))
    try:
        keys = masters.open_by_passphrase(member, _asked(_("口令：")))
    except PermissionDenied as refusal:
        raise CommandError(str(refusal)) from None
    return sealed.key_by_seed(keys.kem_seed)


def _asked(question: str) -> str:
    """What is typed, unseen; or a line of standard input where that is no terminal."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _write(bundle: OpenBundle, folder: Path) -> int:
    """Every file, first beside and named when all are whole. Names are cleaned once more: a bundle may come from anywhere."""
    beside = folder.with_name(folder.name + ".part")
    beside.mkdir(mode=0o700)
    try:
        number = 0
        for number, (part, pieces) in enumerate(bundle.files(), start=1):
            name = clean_name(part.name)
            path = beside / (name if not (beside / name).exists() else f"{number:03d}-{name}")
            _write_one(path, pieces)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return number


def _write_one(path: Path, pieces: Iterator[bytes]) -> None:
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)


def _who(bundle: OpenBundle, path: Path | None) -> str:
    try:
        public = (
            public_key_of_pem(path.read_bytes()[:MOST_PEM].decode())
            if path
            else keystore.installation().public
        )
    except (vault.Refused, OSError, ValueError):
        return _("没有核验是谁导出的：没有可用的公钥。请用 --key 给出导出方公布的公钥。")
    if bundle.signed_by(public):
        fingerprint = vault.installation_fingerprint(public)
        return _("签名有效，由指纹 %(key)s 的系统导出。") % {"key": fingerprint}
    return _("注意：签名与所用的公钥不符，不能确认是谁导出的。")
