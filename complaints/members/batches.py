"""What unlocking does besides: a batch of the cases that wait for other keys, and a word where mail would not arrive."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from complaints import mail_addresses
from complaints.actions import rekeying, vault_sessions
from complaints.roots import RootsError
from portal.privacy import cookies


@sensitive_variables()
def after_unlocking(request: HttpRequest, token: str, now: dt.datetime) -> None:
    """Give the oldest waiting cases other keys with those just unlocked, and say where the account's address is not theirs.

    Whatever is wrong, the unlocking stands.

    :param token: the value of the cookie that this answer sets.
    """
    request.COOKIES[cookies.VAULT] = token
    hand = vault_sessions.keys_of(request)
    if hand is None:
        return
    if mail_addresses.standing(hand).differs:
        messages.warning(
            request,
            _("账号的电子邮箱与您确认的提醒邮箱不一致，或者您还没有确认。请在“保密渠道”页面核对。"),
        )
    try:
        sentence = told(rekeying.rekey_waiting(by=hand, now=now))
    except RootsError:
        return
    if sentence:
        messages.info(request, sentence)


def told(batch: rekeying.Batch) -> str:
    """What became of a batch, as sentences; "" where there was nothing."""
    said = []
    if batch.done:
        said.append(
            ngettext("已为%(count)d件案件更换密钥。", "已为%(count)d件案件更换密钥。", batch.done)
            % {"count": batch.done}
        )
    if batch.failed:
        said.append(
            ngettext(
                "%(count)d件没有通过核验，没有更换，请立即告知系统管理人员。",
                "%(count)d件没有通过核验，没有更换，请立即告知系统管理人员。",
                batch.failed,
            )
            % {"count": batch.failed}
        )
    left = batch.left - batch.failed
    if left > 0:
        said.append(ngettext("还有%(count)d件待更换。", "还有%(count)d件待更换。", left) % {"count": left})
    return "".join(said)
