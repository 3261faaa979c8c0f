"""``manage.py proof``: check a proof of filing, and print the key that others check it with."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from complaints import keystore, vault
from complaints.proofs import public_key_of_pem, public_key_pem

MOST = 64 * 1024 * 1024
"""Bytes read of the contents: evidence is named in them, not held."""


class Command(BaseCommand):
    """``verify FILE`` and ``key`` need no database; ``verify`` with ``--key`` needs no installation either."""

    help = "verify FILE: check a proof of filing. key: print the public key in PEM."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help=_("核验提交证明，不联网"))
        verify.add_argument("file", type=Path, help=_("提交证明文件"))
        verify.add_argument(
            "--key", type=Path, action="append", default=[], help=_("用这个公钥（PEM）核验，可以重复")
        )
        verify.add_argument("--salt", default="", help=_("提交人出示的随机数，64位十六进制"))
        verify.add_argument("--contents", type=Path, help=_("提交人出示的内容（JSON），与 --salt 一起使用"))
        verbs.add_parser("key", help=_("输出本站的公钥（PEM）"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says. :raises CommandError: no key, no such file, or a proof that does not hold."""
        if options["verb"] == "key":
            self.stdout.write(public_key_pem(_own_key()), ending="")
            return
        if bool(options["salt"]) != bool(options["contents"]):
            raise CommandError(_("--salt 和 --contents 要一起给出。"))
        keys = [_key(path) for path in options["key"]] or [_own_key()]
        try:
            proof = vault.verify_proof(_text(options["file"]), keys)
        except vault.Refused:
            raise CommandError(
                _("核验不通过：这份证明不是由所给公钥的持有者签发的，或者内容有改动。")
            ) from None
        self.stdout.write(
            _("签名有效。签发的安装指纹 %(key)s，提交日期 %(day)s，内容摘要 %(digest)s。")
            % {"key": proof.installation, "day": proof.filed.isoformat(), "digest": proof.digest.hex()}
        )
        if options["contents"]:
            self._compare(proof, options["salt"], options["contents"])

    def _compare(self, proof: vault.ProofRead, salt: str, contents: Path) -> None:
        try:
            same = proof.proves(bytes.fromhex(salt), vault.canonical_json(json.loads(_text(contents))))
        except (ValueError, vault.Refused):
            raise CommandError(_("随机数或内容文件的格式不对，没有比较。")) from None
        if not same:
            raise CommandError(_("所给内容与证明中的摘要不符。"))
        self.stdout.write(_("所给内容与证明中的摘要相符。"))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MOST).decode("utf-8")
    except OSError as error:
        raise CommandError(
            _("读不出文件 %(path)s：%(reason)s。请核对路径和权限。")
            % {"path": path, "reason": error.strerror or type(error).__name__}
        ) from None
    except UnicodeDecodeError:
        raise CommandError(_("文件 %(path)s 不是文本文件。") % {"path": path}) from None


def _key(path: Path) -> bytes:
    try:
        return public_key_of_pem(_text(path))
    except vault.Refused:
        raise CommandError(_("文件 %(path)s 不是 Ed25519 公钥（PEM）。") % {"path": path}) from None


def _own_key() -> bytes:
    try:
        return keystore.installation().public
    except vault.Refused:
        raise CommandError(
            _("本站还没有安装密钥，或者密钥文件可被他人读取。运行 manage.py doctor 查看。")
        ) from None
