"""``manage.py keys``: the installation's key, the founding of bodies, the pinned routes. At the server only."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import keystore, masters, pinning, vault
from complaints.actions import members
from complaints.errors import ChannelError
from complaints.founding import Founded, Founder, check_body, check_founder, found
from complaints.models import Member
from complaints.roots import read_heads, read_roots
from complaints.roster_walk import walk

FEWEST = 2
"""Founders: one alone could neither be removed nor checked by anybody."""

ROLES = {"1": vault.Role.HANDLER.value, "2": vault.Role.CUSTODIAN.value}
CLEAR = "\033[2J\033[3J\033[H"
"""Clears the terminal and what can be scrolled back to."""


class Command(BaseCommand):
    """``init``, ``found BODY``, ``pin CITY``, ``show``, ``verify``."""

    help = (
        "init: make the installation's key. found BODY, pin CITY: set up a channel. show, verify: look at it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("init", help=_("生成安装密钥，只做一次"))
        founding = verbs.add_parser("found", help=_("设立机构：创始成员依次到服务器前"))
        founding.add_argument("body", help=_("机构代号，例如 datong.office"))
        founding.add_argument("--name", default="", help=_("机构名称；不写的，用办法里的名称"))
        pin = verbs.add_parser("pin", help=_("核对并登记一个城市的受理去向"))
        pin.add_argument("city", help=_("城市代号，例如 datong"))
        pin.add_argument("--yes", action="store_true", help=_("不再询问"))
        verbs.add_parser("show", help=_("显示指纹、机构、去向"))
        verbs.add_parser("verify", help=_("逐条核验各机构的名册"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says. :raises CommandError: with what is wrong and what to do; nothing is half done then."""
        verbs: dict[str, Callable[..., None]] = {
            "init": self._init,
            "found": self._found,
            "pin": self._pin,
            "show": self._show,
            "verify": self._verify,
        }
        try:
            verbs[options["verb"]](options)
        except (PermissionDenied, ChannelError) as refusal:
            raise CommandError(str(refusal)) from None
        except (KeyboardInterrupt, EOFError):
            raise CommandError(_("已中止，没有写入任何内容。")) from None

    def _init(self, options: dict[str, Any]) -> None:
        path = keystore.keys_folder() / keystore.INSTALLATION_KEY
        try:
            installation = vault.Installation.create(path)
        except vault.Refused:
            raise CommandError(
                _("%(path)s 已经存在，没有改动。重新生成会使所有举报人的查询码失效。") % {"path": path}
            ) from None
        for folder in (settings.CHANNEL_SHRED_DIR, settings.CHANNEL_EVIDENCE_DIR):
            vault.make_folder(Path(folder))
        self._say(_("安装密钥已生成：%(path)s") % {"path": path})
        self._say(_("本系统的指纹：%(fingerprint)s") % {"fingerprint": installation.fingerprint})
        self._say(_("请马上备份密钥目录，并与数据备份分开存放。丢失后，举报人的查询码全部失效，无法补救。"))

    @sensitive_variables()
    def _found(self, options: dict[str, Any]) -> None:
        body = options["body"]
        name = options["name"] or pinning.body_name(body)
        check_body(body, name)
        if not sys.stdin.isatty():
            raise CommandError(_("设立机构要在终端前由本人输入口令，不能从文件或管道读入。"))
        name = name or self._ask(_("机构名称：")) or body
        self._say(_("设立机构：%(name)s（%(body)s）") % {"name": name, "body": body})
        self._say(_("创始成员依次上前，其他人请回避。至少两人，其中至少一名受理人员。"))
        founders: list[Founder] = []
        while True:
            account = self._ask(_("第%(n)d名成员的账号（没有了直接按回车）：") % {"n": len(founders) + 1})
            if account:
                self._take_in(account, founders)
            elif self._enough(founders):
                break
        founded = found(body=body, name=name, founders=founders, now=clock.now())
        self._hand_out(founded)
        self._say(_("机构已设立。名册根指纹：%(root)s") % {"root": founded.root.hex()})
        for account, fingerprint in founded.fingerprints.items():
            self._say(f"  {account}  {fingerprint}")
        self._say(_("请抄录或打印以上指纹备查。接下来，每名成员登录后台，在“保密渠道”中设置动态口令。"))

    def _enough(self, founders: list[Founder]) -> bool:
        if len(founders) >= FEWEST and any(each.role == vault.Role.HANDLER for each in founders):
            return True
        self._say(_("还不够：至少两人，其中至少一名受理人员。按 Ctrl-C 可以中止，不会留下任何内容。"))
        return False

    @sensitive_variables()
    def _take_in(self, account: str, founders: list[Founder]) -> None:
        """One founder: account, role, passphrase twice. What is wrong is said at once, and asked again."""
        user = get_user_model().objects.filter(username=account).first()
        if user is None:
            self._say(_("没有账号“%(name)s”。请先在后台开设账号。") % {"name": account})
            return
        try:
            check_founder(user)
        except PermissionDenied as refusal:
            self._say(str(refusal))
            return
        if any(each.user.pk == user.pk for each in founders):
            self._say(_("同一个账号不能设立两次。"))
            return
        role = ""
        while role not in ROLES:
            role = self._ask(_("担任：1 受理人员，2 身份保管人员："))
        member = Member.objects.filter(user=user).first()
        passphrase = self._own(member) if member else self._fresh(user)
        founders.append(Founder(user, ROLES[role], passphrase))
        self._say(_("已记下，请下一位。"))

    def _own(self, member: Member) -> str:
        """The passphrase of keys that exist: asked until it opens them."""
        self._say(_("您已经有密钥，请输入它的口令。"))
        while True:
            passphrase = getpass.getpass(_("口令（不显示）："))
            try:
                masters.open_by_passphrase(member, passphrase)
            except masters.WrongPassphrase as wrong:
                self._say(str(wrong))
            else:
                return passphrase

    def _fresh(self, user: Any) -> str:
        """A new passphrase, typed twice, good enough."""
        self._say(
            _("口令至少14个字符，不能与登录密码相同。建议照抄：%(words)s")
            % {"words": vault.suggest_passphrase()}
        )
        while True:
            passphrase = getpass.getpass(_("口令（不显示）："))
            try:
                members.check_new_passphrase(passphrase, user)
            except PermissionDenied as refusal:
                self._say(str(refusal))
                continue
            if getpass.getpass(_("再输入一遍：")) == passphrase:
                self.stdout.write(CLEAR, ending="")
                return passphrase
            self._say(_("两次输入的口令不一样。请重新输入。"))

    @sensitive_variables()
    def _hand_out(self, founded: Founded) -> None:
        """Each sheet to its owner, once. A break now loses no keys: a sheet can be made anew with the passphrase."""
        installation = keystore.installation().fingerprint
        for account, sheet in founded.sheets.items():
            groups = vault.format_recovery(sheet).split()
            self._pause(
                _("请 %(name)s 上前，准备好纸笔，其他人请回避。按回车显示恢复单。") % {"name": account}
            )
            self._say(_("密钥恢复单 · %(name)s") % {"name": account})
            self._say("    " + "  ".join(groups[:5]))
            self._say("    " + "  ".join(groups[5:]))
            self._say(_("我的指纹 %(fingerprint)s") % {"fingerprint": founded.fingerprints[account]})
            self._say(_("本系统的指纹 %(fingerprint)s") % {"fingerprint": installation})
            self._pause(_("忘记口令或换手机时用得上，只显示这一次。抄好并核对后按回车，屏幕随即清空。"))
            self.stdout.write(CLEAR, ending="")

    def _pin(self, options: dict[str, Any]) -> None:
        city = options["city"]
        bodies = read_roots(keystore.keys_folder()).bodies
        compared = pinning.compare(city)
        words = {"objection": _("对公示提出异议"), "complaint": _("投诉举报")}
        for each in compared:
            self._say(words[each.route.kind])
            for number, line in enumerate(each.route.lines, 1):
                standing = _("已设立") if line.body in bodies else _("尚未设立")
                self._say(f"  {number}. {line.name}（{line.body}，{standing}）：{pinning.line_basis(line)}")
            if each.pinned is not None and not each.same:
                self._say(_("  现登记的是：%(pinned)s") % {"pinned": " → ".join(each.pinned)})
        if all(each.same for each in compared):
            self._say(_("与已登记的一致，没有改动。"))
            return
        if not options["yes"] and self._ask(_("核对无误，请输入城市代号登记；直接按回车则不登记：")) != city:
            raise CommandError(_("没有登记。"))
        pinning.pin(city)
        self._say(_("已登记。办法改动去向之后，要重新核对登记，渠道在此之前关闭。"))

    def _show(self, options: dict[str, Any]) -> None:
        folder = keystore.keys_folder()
        try:
            installation = keystore.installation()
        except vault.Refused:
            raise CommandError(
                _("还没有安装密钥，或者它对其他用户可读。请运行 manage.py keys init，或 chmod 600 该文件。")
            ) from None
        roots, heads = read_roots(folder), read_heads(folder)
        self._say(_("本系统的指纹：%(fingerprint)s") % {"fingerprint": installation.fingerprint})
        self._say(_("机构："))
        for code, body in sorted(roots.bodies.items()):
            self._say(f"  {code}  {body.name}  {body.founded:%Y-%m-%d}")
            self._say(_("    名册根指纹 %(root)s") % {"root": body.root.hex()})
            if code in heads:
                newest = {"seq": heads[code].seq, "digest": heads[code].digest.hex()}
                self._say(_("    最新条目 %(seq)d  %(digest)s") % newest)
        self._say(_("受理去向："))
        for (city, kind), route in sorted(roots.routes.items()):
            self._say(f"  {city} {kind}: {' → '.join(route)}")

    def _verify(self, options: dict[str, Any]) -> None:
        wrong = False
        for report in walk():
            self._say(f"{report.name}（{report.body}）")
            for line in report.lines:
                self._say(f"  {line}")
            for problem in report.problems:
                wrong = True
                self._say(f"  ! {problem}")
        if wrong:
            raise CommandError(_("有名册没有通过核验，见上面带感叹号的各行。"))
        self._say(_("各机构的名册均已通过核验。"))

    def _ask(self, question: str) -> str:
        """One line from the terminal, as typed, white space at its ends apart."""
        return input(question).strip()

    def _pause(self, sentence: str) -> None:
        input(sentence)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
