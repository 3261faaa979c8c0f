"""An installation with a founded channel, and the work its members do, in processes of their own.

``python -m tests.servers.channel_office`` is a keeper like that of `tests.servers.decision`. What people type there comes
in through its standard input and is held in memory only, as on a page.
"""

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.db import connection

from tests.servers.channel_work import clear, destroy, end, enter, work
from tests.servers.decision import Json, fork, result
from tests.servers.keepers import answer

CITY = "datong"
MEMBERS = "保密渠道成员"


def found(passphrases: list[str], password: str) -> Json:
    """Found every body of a city's routes as people do, one passphrase a founder; pin the routes.

    Returns who they are, what their second factors are made from, and every secret that founding made.
    """
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from cms import clock
    from complaints import founding, keystore, vault
    from complaints.roots import write_route
    from complaints.routes import KINDS, routes_of
    from portal.demo.office import open_account
    from tests.factories.offices import make_office

    call_command("migrate", verbosity=0)
    office = make_office(CITY)
    folder = keystore.keys_folder()
    installation = vault.Installation.create(folder / keystore.INSTALLATION_KEY)
    routes = routes_of(office.regulation, office.scheme.organiser)
    bodies = list(dict.fromkeys(body for kind in KINDS for body in routes[kind].bodies))
    seats = [(body, "handler") for body in bodies for _hand in range(2)]
    seats += [(bodies[-1], "custodian")] * 3
    founders: dict[str, list[founding.Founder]] = {body: [] for body in bodies}
    for number, ((body, role), passphrase) in enumerate(zip(seats, passphrases, strict=False)):
        user = open_account(f"member-{number}", MEMBERS, password=make_password(password))
        founders[body].append(founding.Founder(user, role, passphrase))
    made = [founding.found(body=body, founders=founders[body], now=clock.now()) for body in bodies]
    for kind in KINDS:
        write_route(folder, CITY, kind, routes[kind].bodies)
    handler = made[0].hands[0].member.user
    device = TOTPDevice.objects.create(user=handler, name="channel", confirmed=True)
    return {
        "handler": handler.get_username(),
        "second_factor": device.key,
        "sheets": [sheet for each in made for sheet in each.sheets.values()],
        "masters": [hand.keys.master.hex() for each in made for hand in each.hands],
        "pepper": installation.pepper.hex(),
    }


def handle(master: str, message: str, note: str, reason: str) -> Json:
    """A handler's day: every case taken up with a reason, written to, noted about."""
    from cms import clock
    from complaints import vault
    from complaints.actions import handling
    from complaints.hands import Hand
    from complaints.models import Case, Member
    from complaints.transitions import Actor, moves

    keys = vault.MemberKeys(bytes.fromhex(master))
    member = Member.objects.select_related("user").get(kem_public=keys.kem_public)
    by, done = Hand(member, keys), 0
    for case in Case.objects.filter(wraps__member=member):
        handling.send_message(case=case, text=message, by=by, now=clock.now())
        handling.add_note(case=case, text=note, by=by, now=clock.now())
        possible = moves(case.state, Actor.HANDLER)
        handling.move(case=case, move=possible[0], expected=case.state, text=reason, by=by, now=clock.now())
        done += 1
    return {"cases": done}


def expire() -> Json:
    """Let every draft that there is have expired."""
    from cms import clock
    from complaints.models import Draft

    return {"drafts": Draft.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))}


def look() -> Json:
    """How much there is that a scan goes over."""
    from complaints.models import Case, Draft, Entry, Evidence, InboxSession, VaultSession

    every = (Case, Draft, Entry, Evidence, InboxSession, VaultSession)
    return {model.__name__: model.objects.count() for model in every}


def sweep(hours: float) -> Json:
    """Sweep as if it were that many hours later."""
    from cms import clock
    from complaints import sweeping

    sweeping.sweep(now=clock.now() + dt.timedelta(hours=hours))
    return {}


def apart(work: Callable[..., Json]) -> Callable[..., Json]:
    """The work in a process of its own, so that nothing of it stays in the keeper."""

    def asked(**request: Any) -> Json:
        told = result(*fork(str(settings.DATABASES["default"]["NAME"]), lambda: work(**request)))
        if "error" in told:
            raise RuntimeError(told["trace"])
        return told

    return asked


def main() -> int:
    """Answer requests until there are no more."""
    django.setup()
    connection.close()
    works = (found, handle, enter, work, end, destroy, clear, expire, look, sweep)
    answer({each.__name__: apart(each) for each in works})
    return 0


if __name__ == "__main__":
    sys.exit(main())
