"""What the confidential channel withstands, by who attacks it; docs/reference/threats.md says which test shows what."""

import dataclasses
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from cms import clock
from cms.models import Seal
from complaints import evidence_files, keystore, vault
from complaints.actions import handling, inbox_sessions
from complaints.case_keys import hex_of
from complaints.errors import CaseGone, ChannelClosed
from complaints.models import (
    Case,
    IdentityShare,
    KeyWrap,
)
from complaints.reading import open_case
from complaints.selectors.channel import Shut
from tests.factories import channel as make
from tests.factories import sealed_files
from tests.factories.admin import text_of
from tests.factories.every_address import addresses
from tests.factories.notices import published_notice
from tests.factories.offices import make_office, person
from tests.factories.opened import identity_text, name_of, share_of
from tests.factories.worked_cases import LATER, Filed, filed
from tests.forensics.markers import Marker
from tests.forensics.search import Search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


@pytest.fixture
def channel() -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


@pytest.fixture
def one(channel: make.ChannelOffice) -> Filed:
    return filed(channel)


REFUSED = (vault.Refused, CaseGone)


def test_everything_opens_for_those_it_is_meant_for(one: Filed) -> None:
    """What follows shows something only because all of this opens."""
    found = one.opens()
    told = str(found)
    assert all(secret in told for name, secret in one.secrets.items() if name != "contact")
    assert one.secrets["contact"] in found.name
    assert found.chained
    assert [signed for _document, signed in found.entries] == [None, "holds", "holds", "holds"]
    assert [signed for _text, signed in found.messages] == ["holds", "holds"]


# --- A thief of the database, of a backup ------------------------------------------------------------------


def test_a_copy_of_the_database_and_of_the_files_says_nothing(one: Filed) -> None:
    """Every value of every table, and every file of the evidence, without the two folders of keys."""
    markers = [Marker(name, secret) for name, secret in one.secrets.items()]
    markers += [Marker("content", one.content[:60]), Marker("code", one.code)]
    search, size = Search(markers), 0
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            data = b"\0".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
            size += len(data)
            assert not search.findings(model.__name__, data)
    for path in evidence_files.folder().rglob("*"):
        if path.is_file():
            assert not search.findings("evidence", path.read_bytes())
    assert size > 50_000


def test_with_every_passphrase_but_no_shred_file_nothing_opens(one: Filed, channel_folders: Path) -> None:
    """The data archive and every member's keys and every code: without the key archive they open nothing."""
    shares = share_of(one.case, one.channel, 1), share_of(one.case, one.channel, 2)
    shutil.rmtree(channel_folders / "shred")
    for body in one.channel.handlers.values():
        for hand in body:
            with pytest.raises(CaseGone):
                open_case(one.case, hand.member, hand.keys)
    with pytest.raises(vault.Refused):
        identity_text(one.case, vault.combine_secret(shares))
    cookie = inbox_sessions.open_inbox(typed=one.code, now=LATER)
    inbox = inbox_sessions.inbox_of(cookie=cookie, now=LATER)
    assert inbox is not None
    assert inbox.case is None


def test_without_the_installations_key_no_code_finds_its_case(one: Filed, channel_folders: Path) -> None:
    """The pepper is in no database: codes cannot be tried on a copy."""
    (channel_folders / "keys" / keystore.INSTALLATION_KEY).unlink()
    vault.Installation.create(channel_folders / "keys" / keystore.INSTALLATION_KEY)
    cookie = inbox_sessions.open_inbox(typed=one.code, now=LATER)
    inbox = inbox_sessions.inbox_of(cookie=cookie, now=LATER)
    assert inbox is None or inbox.case is None


# --- A superuser -------------------------------------------------------------------------------------------


def test_a_superuser_who_reroutes_a_channel_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A measure whose routes differ from the pinned ones, as it would come by an upload."""
    from complaints.selectors import channel as selector

    make.open_channel(make_office("datong"))
    assert make.terms_of("datong").open
    stated = selector.routes_of

    def turned(*given: Any) -> Any:
        routes = dict(stated(*given))
        route = routes["complaint"]
        routes["complaint"] = dataclasses.replace(route, lines=tuple(reversed(route.lines)))
        return routes

    monkeypatch.setattr(selector, "routes_of", turned)
    assert make.terms_of("datong").shut is Shut.REROUTED
    with pytest.raises(ChannelClosed):
        make.file_report(make.report())


def test_nothing_of_a_case_is_registered_where_a_superuser_could_change_it(admin_client: Client) -> None:
    """No snippet, no model of the admin, no page, nothing that the search index or the reference index takes in."""
    from wagtail.models import ReferenceIndex
    from wagtail.search.index import get_indexed_models
    from wagtail.snippets.models import get_snippet_models

    ours = set(apps.get_app_config("complaints").get_models())
    assert not ours & set(get_snippet_models())
    assert not ours & set(get_indexed_models())
    assert not ours & ReferenceIndex.tracked_models
    for model in ours:
        name = model._meta.model_name
        for path in (f"/admin/snippets/complaints/{name}/", f"/admin/complaints/{name}/"):
            assert admin_client.get(path).status_code == 404


# --- Those who must not know: office, recused, other bodies ------------------------------------------------

OFFICE = ("superuser", "editor", "approver", "publisher", "other body", "recused")


@pytest.fixture
def watched() -> Iterator[tuple[make.ChannelOffice, Seal]]:
    """A notice in its window with an open channel; the clock stands."""
    seal = published_notice("datong")
    with clock.at(LATER):
        yield make.open_channel(make_office("datong")), seal


def clients(channel: make.ChannelOffice) -> dict[str, Client]:
    """A browser for everybody who works here and is not to know of the case."""
    office = make_office("datong")
    recused = channel.handlers["datong.office"][1].member.user
    people = {
        "superuser": person("root", is_superuser=True),
        "editor": office.editor,
        "approver": office.approvers[0],
        "publisher": office.publisher,
        "other body": channel.handlers["datong.leading_group"][0].member.user,
        "recused": recused,
    }
    assert tuple(people) == OFFICE
    browsers = {role: Client(raise_request_exception=False) for role in people}
    for role, user in people.items():
        browsers[role].force_login(user)
    return browsers


AGO = re.compile(r"刚刚|(\d+\s*(分钟|小时)，?)+\s*之前")
"""How long ago a page was changed, which goes on while the pages are read."""


def seen(client: Client, paths: list[str]) -> dict[str, tuple[int, str]]:
    """Status and words of each address."""
    found = {}
    for path in paths:
        response = client.get(path)
        words_of = "" if response.streaming else AGO.sub("", text_of(response))
        found[path] = (response.status_code, words_of)
        if response.streaming:
            response.getvalue()  # read to its end it closes itself; closed by hand it would take the database with it
    return found


def test_a_case_changes_no_page_of_those_who_must_not_know(watched: tuple[make.ChannelOffice, Seal]) -> None:
    """By page, address, API, feed and search, counts among them: each says what it said before there was a case."""
    channel, seal = watched
    everywhere = [
        path for path in addresses() if not re.search(r"^/(static|complaints)|logout|captcha|choose", path)
    ]
    own = [
        "/admin/",
        "/admin/complaints/keys/",
        "/admin/gongshi/",
        "/datong/",
        f"/datong/{seal.public_id.split('.')[1]}/",
    ]
    paths = dict.fromkeys(OFFICE, own) | {"superuser": sorted({*everywhere, *own})}
    browsers = clients(channel)
    before = {role: seen(browsers[role], paths[role]) for role in OFFICE}
    outbox = len(mail.outbox)
    case = filed(channel, notice=seal.public_id).case
    for role in OFFICE:
        after = seen(browsers[role], paths[role])
        assert {path: after[path] for path in paths[role] if after[path] != before[role][path]} == {}, role
        for path in ("/admin/search/", "/search/", "/admin/pages/search/"):
            found, unknown = (
                seen(browsers[role], [f"{path}?q={number}"])[f"{path}?q={number}"]
                for number in (case.number, "DA-22222222")
            )
            assert found[0] == unknown[0]
            assert found[1].replace(case.number, "") == unknown[1].replace("DA-22222222", ""), (role, path)
        for name in (case.number, case.pk, hex_of(case.pk)):
            assert browsers[role].get(f"/admin/complaints/cases/{name}/").status_code in {302, 404}
    assert len(mail.outbox) == outbox


def test_whoever_has_no_wrap_gets_the_answer_of_no_case(one: Filed) -> None:
    """Another body's handler, a custodian, and a case that does not exist: the same exception with the same words."""
    strangers = [*one.channel.handlers["datong.leading_group"], *one.channel.custodians]
    nowhere = Case(pk=uuid.uuid4(), public=one.case.public)
    said = set()
    for hand in strangers:
        for case in (one.case, nowhere):
            with pytest.raises(CaseGone) as told:
                open_case(case, hand.member, hand.keys)
            said.add((type(told.value), str(told.value)))
            with pytest.raises(CaseGone):
                handling.send_message(case=case, text="x", by=hand, now=LATER)
    assert len(said) == 1


def test_a_recused_member_receives_nothing(channel: make.ChannelOffice) -> None:
    """Ticked units and declared interests are tried in the tests of routing; here, that nothing of a case is theirs."""
    case = filed(channel, concerns=("datong.office",)).case
    assert case.body == "datong.leading_group"
    for hand in channel.handlers["datong.office"]:
        assert not KeyWrap.objects.filter(case=case, member=hand.member).exists()
        with pytest.raises(CaseGone):
            open_case(case, hand.member, hand.keys)


# --- Custodians --------------------------------------------------------------------------------------------


def test_one_custodian_opens_no_name_alone_nor_with_a_handler(one: Filed) -> None:
    share = share_of(one.case, one.channel, 1)
    for second in (share, bytes([2]) + share[1:], bytes([2]) + bytes(32)):
        with pytest.raises(vault.Refused):
            identity_text(one.case, vault.combine_secret((share, second)))
    hand = one.channel.hand("office")
    opened = open_case(one.case, hand.member, hand.keys)
    for secret in (opened.keys.seed, share[1:], vault.new_secret()):
        with pytest.raises(vault.Refused):
            identity_text(one.case, secret)
    assert one.secrets["name"] not in str([entry.document for entry in opened.entries])


def test_a_share_serves_one_case_only(one: Filed) -> None:
    """The share of one case beside that of another, and its seal put into the other's row."""
    other = filed(one.channel)
    mixed = share_of(one.case, one.channel, 1), share_of(other.case, one.channel, 2)
    for case in (one.case, other.case):
        with pytest.raises(vault.Refused):
            identity_text(case, vault.combine_secret(mixed))
    mine, theirs = (each.case.identities.get().shares.get(n=1) for each in (one, other))
    IdentityShare.objects.filter(pk=theirs.pk).update(blob=bytes(mine.blob), digest=bytes(mine.digest))
    with pytest.raises(vault.Refused):
        share_of(other.case, one.channel, 1)


def test_handlers_and_custodians_of_a_case_are_different_people(one: Filed) -> None:
    """Otherwise two of n would be one of n for that handler."""
    shares = IdentityShare.objects.filter(identity__case=one.case).values_list("custodian_id", flat=True)
    wraps = KeyWrap.objects.filter(case=one.case).values_list("member_id", flat=True)
    assert shares
    assert not set(shares) & set(wraps)


# --- Somebody who watches the network ----------------------------------------------------------------------


def test_sizes_come_in_steps(channel: make.ChannelOffice) -> None:
    """Evidence of different lengths takes the same space, and so do texts and names."""
    sizes = {sealed_files.write(b"x" * length).padded for length in (1, 1000, 100_000, 262_144)}
    assert len(sizes) == 1
    cases = [make.file_report(make.report(facts="字" * length))[1] for length in (1, 40, 400)]
    assert len({len(bytes(case.entries.get().body)) for case in cases}) == 1
    assert len({len(bytes(case.identities.get().body)) for case in cases}) == 1


def test_pages_are_of_few_lengths_and_never_compressed(client: Client, channel: make.ChannelOffice) -> None:
    """Whatever a browser accepts: a compressed page would tell by its length what it repeats."""
    accept = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd"}
    lengths = set()
    for path in (
        "/complaints/",
        "/complaints/new/",
        "/complaints/follow-up/",
        "/complaints/proof/",
        "/complaints/inbox/",
    ):
        response = client.get(path, **accept)
        assert "Content-Encoding" not in response.headers
        lengths.add(len(response.content))
    assert {length % (16 * 1024) for length in lengths} == {0}


# --- Retention ---------------------------------------------------------------------------------------------


def test_a_destroyed_case_stays_destroyed_in_an_old_backup(
    one: Filed, channel_folders: Path, tmp_path: Path
) -> None:
    """Database and evidence as they were, all passphrases and the code, a key archive made after the destruction."""
    assert one.opens().name
    keystore.shred_store().destroy(hex_of(one.case.pk), one.case.epoch)
    # The rows are all there, as an old data archive has them.
    assert KeyWrap.objects.filter(case=one.case).exists()
    for hand in one.channel.handlers[one.case.body]:
        with pytest.raises(CaseGone):
            open_case(one.case, hand.member, hand.keys)
    with pytest.raises(vault.Refused):
        name_of(one.case, one.channel)
    # Another shred file under its name, as a restore with the wrong archive would have it.
    keystore.shred_store().write(hex_of(one.case.pk), one.case.epoch)
    with pytest.raises(REFUSED):
        one.opens()
    with pytest.raises(vault.Refused):
        name_of(one.case, one.channel)
