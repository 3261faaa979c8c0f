"""Confirming the address to which a member's mail goes (`complaints.mail_addresses`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from complaints.hands import Hand
from complaints.mail_addresses import address_message
from complaints.models import Member
from complaints.roster_lock import keep_rosters


@transaction.atomic
def confirm(*, address: str, by: Hand) -> None:
    """Sign the account's address as the member's own; mail goes there from now on.

    :param address: as the page showed it. Raises ActionRefused where the account has none or another by now, so that
        nobody signs what they have not seen, and for keys that have been replaced meanwhile.
    """
    keep_rosters()
    held = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=by.member.pk)
    if bytes(held.sign_public) != by.keys.sign_public:
        raise ActionRefused(_("密钥刚刚在另一个页面换过。请刷新页面核对。"))
    if not address or address != held.user.email:
        raise ActionRefused(_("账号的电子邮箱与页面上的不同。请刷新页面，核对后再确认。"))
    held.mail_to = address
    held.mail_signature = by.keys.sign(address_message(held.pk, address))
    held.save(update_fields=["mail_to", "mail_signature"])
