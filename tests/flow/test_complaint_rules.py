"""What the measures say of complaints, kept by the channel: who may file, with what, who receives, for whom it is secret."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from cms import clock
from cms.regulation.document import load_builtin
from cms.regulation.schema import Route
from complaints.models import Case
from complaints.reading import open_case
from complaints.reports import Kind, Person
from complaints.routes import routes_of
from complaints.routing import Closed, Subjects
from tests.factories import notices
from tests.factories.channel import ChannelOffice, file_report, open_channel, report, terms_of
from tests.factories.intake_walk import EVIDENCE, Walk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

CITIES = ("datong", "xinzhou", "yuncheng")
"""Those whose measure has a rule on complaints."""

NAME = "示例举报人乙（示例）"
UNIT = "示例工作单位（示例）"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with quick_argon2(), clock.at(DEFAULT_AT):
        yield


def rule_of(city: str) -> Route:
    rule = load_builtin(city).regulation.complaints
    assert rule is not None
    return rule


def channel_of(city: str) -> ChannelOffice:
    return open_channel(make_office(city))


def rows() -> bytes:
    """Every stored value of the channel's tables."""
    found = b""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("complaints_")
        ]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                for value in row:
                    raw = isinstance(value, bytes | memoryview)
                    found += bytes(value) if raw else str(value).encode()
    return found


@pytest.mark.parametrize("city", CITIES)
def test_anybody_files_with_or_without_a_name_and_evidence_is_asked_for_not_demanded(city: str) -> None:
    rule = rule_of(city)
    channel = channel_of(city)
    assert (rule.evidence_required, rule.real_name) == (True, "encouraged")
    assert "_auth_user_id" not in Walk(city).client.session
    for naming in ({"naming": "anonymous"}, {"naming": "named", "name": NAME, "reach": "code"}):
        walk = Walk(city)
        assert "办法提倡实名" in walk.page.root.text
        assert rule.text.replace(" ", "") in walk.page.root.text.replace(" ", "")
        walk.choose()
        page = walk.go_on(**naming)
        assert "办法要求提供必要的证明材料" in page.root.text
        assert page.status == 200
        if naming["naming"] == "named":
            page = walk.press(EVIDENCE, action="add", files=[b"example of a paper (example)"])
            assert "办法要求提供必要的证明材料" not in page.root.text
        walk.to_code()
        assert walk.file().heading == "已经提交"
    assert Case.objects.filter(city=city, body__in=channel.handlers).count() == 2


@pytest.mark.parametrize("city", CITIES)
def test_the_body_of_the_measure_receives_and_a_later_one_by_a_stated_concern_only(city: str) -> None:
    rule = rule_of(city)
    channel = channel_of(city)
    first, second = routes_of(load_builtin(city).regulation)["complaint"].lines
    assert first.body == f"{city}.{rule.recipient}"
    assert (first.by_measure, second.by_measure) == (True, False)
    _token, case, _filed = file_report(report(city))
    assert case.body == first.body
    _token, concerned, _filed = file_report(report(city, concerns=(first.body,)))
    assert concerned.body == second.body
    everybody = Subjects(bodies=frozenset({first.body, second.body}))
    assert isinstance(terms_of(city).seats("complaint", everybody), Closed)
    assert {wrap.member for wrap in case.wraps.all()} == {
        hand.member for hand in channel.handlers[first.body]
    }


@pytest.mark.parametrize("city", CITIES)
def test_the_name_of_whoever_objects_or_reports_is_read_by_no_handler(city: str) -> None:
    channel = channel_of(city)
    assert set(rule_of(city).confidential_for) <= {"异议者", "举报人"}
    office = make_office(city)
    seal = notices.published_notice(city, notices.first_publicity(office.regulation).key)
    person = Person(name=NAME, unit=UNIT, contact="0000-0000000（示例）")
    objector: dict[str, Any] = {"kind": Kind.ENTRY, "notice": seal.public_id}
    for changes in (objector, {"kind": Kind.STAFF}):
        _token, case, _filed = file_report(report(city, person=person, **changes))
        for hand in channel.handlers[case.body]:
            opened = open_case(case, hand.member, hand.keys)
            told = repr([dict(entry.document) for entry in opened.entries])
            assert NAME not in told
            assert UNIT not in told
    stored = rows()
    for secret in (NAME, UNIT):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert secret.encode(encoding) not in stored
