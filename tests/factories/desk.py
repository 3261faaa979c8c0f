"""Members at the desk: a client that is logged in, has shown its second factor and holds unlocked keys, without the slow hash."""

import datetime as dt

from django.test import Client, RequestFactory

from cms import clock
from complaints import contracts, keystore, vault
from complaints.actions.vault_sessions import login_digest
from complaints.hands import Hand
from complaints.models import VaultSession
from portal.privacy.cookies import VAULT
from tests.factories.bodies import verified
from tests.factories.offices import person

DESK = "/admin/complaints/desk/"

MEMBERS, LEADS = "保密渠道成员", "保密渠道负责人"


def at_desk(hand: Hand, *, group: str = MEMBERS) -> Client:
    """A client of this member, unlocked for an hour. `group` is the role they have beside their keys."""
    client = verified(Client(), person(hand.member.user.get_username(), group))
    request = RequestFactory().get("/")
    request.session = client.session
    token, login = vault.new_secret(), login_digest(request)
    pk = vault.derive(token, vault.Label.SESSION_ID).hex()
    key = vault.derive(token, vault.Label.SESSION_KEY, salt=keystore.installation().session_salt)
    until = clock.now() + dt.timedelta(hours=1)
    VaultSession.objects.create(
        id=pk,
        member=hand.member,
        session_digest=login,
        blob=vault.seal_field(hand.keys.master, key, contracts.vault_session(pk, login)),
        idle_until=until,
        ends_at=until,
    )
    client.cookies[VAULT] = token.hex()
    return client


def lock(client: Client) -> None:
    """Lock the keys of this client, as a quarter of an hour without work does."""
    del client.cookies[VAULT]
