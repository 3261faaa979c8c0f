"""Every page of the office, tried with every role: who is let in is who the table of roles says, and nobody else.

Roles of another city are tried too: what a group may do in its own scheme opens nothing here.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cms import clock
from cms.actions.imports import check_import, start_import
from cms.actions.referrals import refer
from cms.actions.withholding import withhold
from cms.models import AwardRecord, ImportKind, ImportRun, Notice, NoticeAct, Remedy
from cms.roles import ROLES, SCHEME_ROLES, Role, Scope, group_name
from cms.seals import parse_body
from tests.factories import notices as make
from tests.factories.admin import client_of
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.older import older_row, waiting_batch
from tests.permission_table.render import views

pytestmark = pytest.mark.django_db

LATER = DEFAULT_AT + dt.timedelta(days=200)

LET_IN = {200, 405}
"""405: let in, and told that this address is for sending only."""


def account(role: Role, city: str) -> Any:
    """Somebody who has this role and no other, in that city where it is a role of schemes."""
    group = group_name(city, role.key) if role.scope is Scope.SCHEME else role.label
    return person(f"only-{role.key}-{len(city)}", group)


def import_of(kind: str, office: Office, notice: Notice) -> ImportRun:
    """A file on its way in, checked and not confirmed."""
    run = start_import(
        kind=kind,
        file_name="示例.csv",
        content="名称\n示例有限公司（示例）\n".encode(),
        by=office.publisher if kind == ImportKind.EXTERNAL else office.editor,
        notice=notice if kind == ImportKind.LIST else None,
        scheme=office.scheme if kind == ImportKind.HISTORY else None,
        source="示例档案1号" if kind == ImportKind.HISTORY else "",
    )
    check_import(run_id=run.pk, check_no=run.check_no)
    return run


def test_everybody_is_let_in_where_the_table_says_and_nowhere_else() -> None:
    office, other = make_office("datong"), make_office("hohhot")
    edition = make.published_notice("datong", "commendation_decision").edition
    seal = edition.seals.get(stage_key=make.first_publicity(office.regulation).key)
    award, revoked = AwardRecord.objects.order_by("entry_no")[:2]
    make.revoke(office, [revoked], at=LATER)
    batch = waiting_batch(office, older_row(office, edition=9), at=LATER)
    with clock.at(LATER):
        waiting = make.draft(office, edition, make.last_publicity(office.regulation).key)
        correction = make.draft(office, edition, seal.stage_key, act=NoticeAct.CORRECTION, amends=seal.notice)
        revocation = make.draft(office, edition, "revocation_announcement")
        leaves = parse_body(seal.body).leaves
        place = next(n for n, leaf in enumerate(leaves) if leaf.value and leaf.value["t"] == "entry")
        hidden = withhold(seal=seal, leaf=place, ground="政府信息公开条例第十五条", by=office.publisher)
        asked = refer(
            notice_public_id=seal.public_id,
            entry_key="",
            remedy=Remedy.CORRECTION,
            by_body="监督机构（示例）",
            now=LATER,
        )
        subjects: dict[str, Any] = {
            "referral_id": asked.pk,
            "scheme_id": office.scheme.pk,
            "edition_id": edition.pk,
            "notice_id": waiting.pk,
            "seal_id": seal.pk,
            "withholding_id": hidden.pk,
            "measure_id": edition.measure.pk,
            "user_id": office.editor.pk,
            "record_id": award.pk,
            "batch_id": batch.pk,
            "sha256": "0" * 64,
        }
        runs = {
            kind: import_of(kind, office, waiting)
            for kind in (ImportKind.LIST, ImportKind.HISTORY, ImportKind.EXTERNAL)
        }
        special: Mapping[str, dict[str, Any]] = {
            "changes": {"notice_id": correction.pk},
            "change": {"notice_id": correction.pk},
            "named_awards": {"notice_id": revocation.pk},
            "begin_reinstatement": {"record_id": revoked.pk},
        } | {
            f"import_{kind}_{page}": {"run_id": run.pk}
            for kind, run in runs.items()
            for page in ("run", "report")
        }
        query = {"change": {"op": "added"}}
        found, expected = {}, {}
        for role in ROLES.values():
            here, elsewhere = (client_of(account(role, one.regulation.city)) for one in (office, other))
            for name, address, view in views():
                given = subjects | special.get(name, {})
                wanted = {key: value for key, value in given.items() if f":{key}>" in address}
                url = reverse(f"gongshi:{name}", kwargs=wanted)
                answer = here.get(url, query.get(name, {}))
                found[name, role.key] = answer.status_code in LET_IN
                expected[name, role.key] = view.door.admits(role)
                if not found[name, role.key]:
                    assert list(get_messages(answer.wsgi_request)), (name, role.key)
                if wanted and role in SCHEME_ROLES and not view.door.anywhere:
                    answer = elsewhere.get(url, query.get(name, {}))
                    found[name, f"{role.key} elsewhere"] = answer.status_code in LET_IN
                    expected[name, f"{role.key} elsewhere"] = False
    assert {key for key in found if found[key] != expected[key]} == set()
