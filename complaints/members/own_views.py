"""A member's own pages: where they stand, making keys, second factor, unlocking, passphrase, sheet."""

import base64
import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms import clock
from cms.admin import access
from complaints import custody, keystore, mail_addresses, vault
from complaints.actions import members, rekeying, second_factor, vault_sessions
from complaints.hands import Hand
from complaints.members import pages
from complaints.members.base import KeysView, UnlockedView, wanted
from complaints.members.batches import after_unlocking
from complaints.members.forms import (
    EnrolForm,
    FactorForm,
    PassphraseForm,
    RecoverForm,
    UnlockForm,
)
from complaints.roots import RootsError
from portal.privacy import cookies

SCALE = 5
"""Pixels of one module of the QR picture."""


class Home(KeysView):
    """Where the member stands and what is to be done next; with unlocked keys everybody's fingerprint and what waits.

    A password can be reset by others, and a phone that was never set up can be theirs: only the keys show that it is the
    member. Before unlocking the page knows the account's own keys and nothing of bodies, colleagues or cases.
    """

    template_name = "complaints/keys/home.html"

    def get_page_title(self) -> str:
        """保密渠道."""
        return _("保密渠道")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Start, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("今日")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page."""
        trouble, anew = "", False
        cards: tuple[pages.BodyCard, ...] = ()
        shown = self.hand.member if self.hand else None
        try:
            anew = self.member is not None and members.may_begin_anew(self.member)
            cards = pages.body_cards(shown) if shown else ()
        except RootsError as error:
            trouble, shown = str(error), None
        return self.show(
            member=self.member,
            fingerprint=members.fingerprint_of(self.member) if self.member else "",
            factor=second_factor.device_of(request.user) is not None,
            unlocked=self.hand is not None,
            cards=cards,
            mail=mail_addresses.standing(self.hand) if self.hand else None,
            anew=anew,
            trouble=trouble,
            asked=custody.waiting(shown, clock.now()) if shown else 0,
            keeper=bool(shown and custody.keeps(shown)),
            waiting=len(rekeying.waiting(shown)) if shown else 0,
            idle_minutes=int(vault_sessions.IDLE.total_seconds() // 60),
        )


class ShowsSheet(KeysView):
    """Answers with a recovery sheet: in the answer to a POST, once."""

    def sheet(self, hand: Hand, code: str, *, replaced: bool) -> HttpResponseBase:
        """The sheet for printing."""
        self.template_name = "complaints/keys/sheet.html"
        groups = vault.format_recovery(code).split()
        return self.show(
            lines=(groups[:5], groups[5:]),
            name=pages.name_of(hand.member),
            fingerprint=hand.keys.fingerprint,
            installation=_installation_fingerprint(),
            day=hand.member.sheet_day,
            replaced=replaced,
        )


class Enrol(ShowsSheet):
    """Making keys: passphrase, and the sheet."""

    template_name = "complaints/keys/enrol.html"

    def get_page_title(self) -> str:
        """设立密钥."""
        return _("设立我的密钥")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Once, or anew where nothing depends on the keys."""
        if self.member is not None and not members.may_begin_anew(self.member):
            raise access.Refused(_("您已经有密钥。忘记口令的，请用恢复单恢复。"))

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self.page(EnrolForm())

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make the keys and show the sheet."""
        form = EnrolForm(request.POST)
        if not form.is_valid():
            return self.page(form)

        def work() -> HttpResponseBase:
            enrolled = members.enrol(user=request.user, passphrase=form.cleaned_data["new"], now=clock.now())
            return self.sheet(enrolled.hand, enrolled.sheet, replaced=False)

        return self.attempt(form, work)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form under a fresh suggestion."""
        return self.show(form=form, suggestion=vault.suggest_passphrase())


class Factor(KeysView):
    """Setting up the authenticator. Its secret is shown in answers to a POST only, and only until it is confirmed."""

    template_name = "complaints/keys/factor.html"

    def get_page_title(self) -> str:
        """设置动态口令."""
        return _("设置动态口令")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Only once."""
        if second_factor.device_of(self.request.user) is not None:
            raise access.Refused(
                _("您已经设好动态口令。更换手机的，请在“用恢复单恢复”一页勾选“重新设置动态口令”。")
            )

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """What it is, and the button to begin."""
        return self.show(device=None, form=None)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Begin with a fresh secret, or confirm the one begun."""
        device = second_factor.pending_of(request.user)
        if "digits" not in request.POST or device is None:
            return self.shown(second_factor.begin(user=request.user), FactorForm())
        form = FactorForm(request.POST)
        if form.is_valid():
            try:
                second_factor.confirm(request=request, digits=form.cleaned_data["digits"])
            except second_factor.WrongCode as wrong:
                form.add_error("digits", str(wrong))
            else:
                return self.done(_("动态口令已设好。以后每次登录后解锁密钥时使用。"), self.back_url())
        return self.shown(device, form)

    def shown(self, device: TOTPDevice, form: FactorForm) -> HttpResponseBase:
        """The picture, the secret as text, and the field for the first digits."""
        secret = secret_text(device)
        return self.show(device=device, form=form, qr=qr_svg(device.config_url), secret=secret)


class Unlock(KeysView):
    """Unlocking, for this browser and this log-in."""

    template_name = "complaints/keys/unlock.html"

    def get_page_title(self) -> str:
        """解锁密钥."""
        return _("解锁密钥")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """There must be keys and a second factor."""
        if self.member is None:
            raise access.Refused(_("您还没有密钥，请先设立。"))
        if second_factor.device_of(self.request.user) is None:
            raise access.Refused(_("请先设置动态口令，再解锁密钥。"))

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self.page(UnlockForm(verified=second_factor.is_verified(request)))

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Check both and hand the browser its part."""
        form = UnlockForm(request.POST, verified=second_factor.is_verified(request))
        if not form.is_valid():
            return self.page(form)

        def work() -> HttpResponseBase:
            if "digits" in form.cleaned_data:
                second_factor.verify(request=request, digits=form.cleaned_data["digits"])
            token = vault_sessions.unlock(
                request=request, passphrase=form.cleaned_data["passphrase"], now=clock.now()
            )
            after_unlocking(request, token, clock.now())
            answer = self.unlocked()
            cookies.set_private(answer, cookies.VAULT, token)
            return answer

        return self.attempt(form, work)

    def unlocked(self) -> HttpResponseBase:
        """Where it leads once the keys are open."""
        return self.done(_("密钥已解锁。离开时请锁定。"), wanted(self.request, self.back_url()))


class Lock(KeysView):
    """Locking."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Throw the session away on both sides."""
        vault_sessions.lock(request=request)
        answer = self.done(_("密钥已锁定。"), self.back_url())
        cookies.clear_private(answer, cookies.VAULT)
        return answer


class Passphrase(KeysView):
    """Another passphrase."""

    template_name = "complaints/keys/passphrase.html"

    def get_page_title(self) -> str:
        """更换口令."""
        return _("更换密钥口令")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """There must be keys."""
        if self.member is None:
            raise access.Refused(_("您还没有密钥，请先设立。"))

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self.page(PassphraseForm())

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Change it, and lock."""
        form, member = PassphraseForm(request.POST), self.member
        if not form.is_valid() or member is None:
            return self.page(form)

        def work() -> HttpResponseBase:
            members.change_passphrase(
                member=member,
                passphrase=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                now=clock.now(),
            )
            answer = self.done(_("口令已更换，密钥已锁定。恢复单仍然有效。"), self.back_url())
            cookies.clear_private(answer, cookies.VAULT)
            return answer

        return self.attempt(form, work)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form under a fresh suggestion."""
        return self.show(form=form, suggestion=vault.suggest_passphrase())


class Sheet(UnlockedView, ShowsSheet):
    """A new recovery sheet in the place of the old one."""

    template_name = "complaints/keys/replace_sheet.html"

    def get_page_title(self) -> str:
        """恢复单."""
        return _("恢复单")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """What it is for, and the button."""
        return self.show(day=self.at_work.member.sheet_day)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make it, and show it once."""
        code = members.replace_sheet(by=self.at_work, now=clock.now())
        self.at_work.member.refresh_from_db(fields=["sheet_day"])
        return self.sheet(self.at_work, code, replaced=True)


class Recover(ShowsSheet):
    """Back to one's keys by the sheet."""

    template_name = "complaints/keys/recover.html"

    def get_page_title(self) -> str:
        """用恢复单恢复."""
        return _("用恢复单恢复")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """There must be keys."""
        if self.member is None:
            raise access.Refused(_("您还没有密钥，请先设立。"))

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self.page(RecoverForm())

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """A new passphrase and a new sheet."""
        form = RecoverForm(request.POST)
        if not form.is_valid():
            return self.page(form)

        def work() -> HttpResponseBase:
            data = form.cleaned_data
            recovered = members.recover_with_sheet(
                user=request.user,
                typed=data["typed"],
                passphrase=data["new"],
                forget_factor=data["forget_factor"],
                now=clock.now(),
            )
            answer = self.sheet(recovered.hand, recovered.sheet, replaced=True)
            cookies.clear_private(answer, cookies.VAULT)
            return answer

        return self.attempt(form, work)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form under a fresh suggestion."""
        return self.show(form=form, suggestion=vault.suggest_passphrase())


def secret_text(device: TOTPDevice) -> str:
    """The secret of an authenticator as apps take it by hand: base 32 in groups of four."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_svg(content: str) -> SafeString:
    """A QR picture as SVG elements with presentation attributes only: no style, so that it is drawn under the policy."""
    out = io.BytesIO()
    segno.make_qr(content, error="m").save(
        out, kind="svg", scale=SCALE, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here from our own secret, nothing typed


def _installation_fingerprint() -> str:
    try:
        digits = keystore.installation().fingerprint
        return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    except vault.Refused:
        return ""
