"""Who may do what to a case: the table has an answer for everything, its page is current, and the actions keep to it."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from cms.actions.errors import ActionRefused
from complaints.actions import disclosure, disposal, endings
from complaints.actions import inbox as reporter
from complaints.actions.holding import hold, role_of
from complaints.actions.inbox import Seen, seen_of
from complaints.actions.stepping_aside import step_aside
from complaints.desk import urls
from complaints.desk.base import WHY, CaseView
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, DisclosureAsk, Disposal, Event, KeyWrap, PrivateText
from complaints.rights import RIGHTS, Act, Role, Why, verdict
from complaints.transitions import Actor, Move, State, target
from tests.case_rights_table import performers
from tests.case_rights_table.cast import cast
from tests.case_rights_table.render import ACTS, PAGE, page
from tests.case_rights_table.render import ROLES as NAMES
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.endings import DUE, archivist
from tests.factories.offices import person

LATER = inboxes.LATER
CELLS = [(act, state) for act in Act for state in State]


def test_the_page_is_as_new_as_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.case_rights_table"


def test_every_cell_has_an_answer_and_every_refusal_a_sentence() -> None:
    given = {verdict(role, act, state.value).why for role in Role for act, state in CELLS}
    assert given == {None, *Why}
    assert set(WHY) == set(Why)
    sentences = [str(sentence) for sentence in WHY.values()]
    assert all(sentence.endswith("。") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
    assert (set(ACTS), set(NAMES)) == (set(Act), set(Role))


def test_every_act_belongs_to_somebody_and_an_outsider_has_none() -> None:
    assert {act for rights in RIGHTS.values() for act in rights} == set(Act)
    assert {verdict(Role.OUTSIDER, act, state.value).why for act, state in CELLS} == {Why.NO_CASE}
    with pytest.raises(ValueError, match="destroyed"):
        verdict(Role.HANDLER, Act.READ, "destroyed")


def in_state(case: Case, state: State) -> Case:
    """The case as a row in that state."""
    Case.objects.filter(pk=case.pk).update(state=state.value)
    return Case.objects.get(pk=case.pk)


def left_of(case: Case) -> tuple[int, int]:
    """How much is on record of a case: its chain, and what people keep beside it."""
    return Event.objects.filter(case=case).count(), PrivateText.objects.filter(case=case).count()


def came_of(do: performers.Performer, case: Case, by: Hand, *, leaves: bool = True) -> State | Why:
    """The state in which an act leaves the case, or why the table refuses it. What it did is taken back.

    Whatever else an action refuses comes out as it raises it: in this cast everything can be done.

    :param leaves: whether it must have left something on record.
    """
    before = left_of(case)
    try:
        with transaction.atomic():
            do(case, by, LATER)
            after, state = left_of(case), State(Case.objects.get(pk=case.pk).state)
            transaction.set_rollback(True)
    except CaseGone:
        return Why.NO_CASE
    except NotAllowed as refused:
        return Why(str(refused))
    assert (after > before) is leaves
    return state


def expected(role: Role, act: Act, state: State) -> State | Why:
    """The same by the two tables."""
    why = verdict(role, act, state.value).why
    moved = target(state.value, Actor.HANDLER, Move(act.value)) if act.value in set(Move) else None
    return why or moved or state


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_every_act_in_every_state_by_everybody_keeps_to_the_tables() -> None:
    people = cast()
    assert all(role_of(hand) is role for role, hand in people.holding.items())
    assert set(people.holding) == {Role.HANDLER, Role.LEAD}
    assert role_of(people.keyless["of the highest rank"]) is Role.LEAD
    actions = {**performers.BY_HANDLERS, Act.WITHDRAW: performers.moving(Move.WITHDRAW)}
    wrong = []
    for state in State:
        case = in_state(people.case, state)
        for act, (role, who, by) in product(Act, people.everybody()):

            def looked_up(case: Case, by: Hand, now: object, act: Act = act) -> object:
                return hold(case=case, act=act, by=by, now=LATER)

            found = came_of(actions.get(act, looked_up), case, by, leaves=act in actions)
            if found != expected(role, act, state):
                wrong.append((state, act, who, found))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_a_reporter_does_what_the_tables_say_in_every_state() -> None:
    filed = inboxes.filed(make.somebody())
    inbox, files = filed.enter(), [inboxes.sealed_file()]
    done: list[tuple[Act, Callable[[Seen], None]]] = [
        (Act.ANSWER, lambda seen: reporter.answer(inbox=inbox, text="示例", seen=seen, now=LATER)),
        (Act.ANSWER, lambda seen: reporter.add_evidence(inbox=inbox, files=files, seen=seen, now=LATER)),
        (
            Act.NAME,
            lambda seen: reporter.give_identity(inbox=inbox, person=make.somebody(), seen=seen, now=LATER),
        ),
        (Act.WITHHOLD, lambda seen: reporter.withhold_identity(inbox=inbox, seen=seen, now=LATER)),
        (Act.WITHDRAW, lambda seen: reporter.withdraw(inbox=inbox, text="示例", seen=seen, now=LATER)),
    ]
    assert {act for act, _do in done} == set(RIGHTS[Role.REPORTER])
    for state in State:
        case = in_state(filed.case, state)
        for act, do in done:
            came: State | None = None
            with suppress(NotAllowed), transaction.atomic():
                do(seen_of(case))
                came = State(Case.objects.get(pk=case.pk).state)
                transaction.set_rollback(True)
            allowed = verdict(Role.REPORTER, act, state.value).allowed
            to = State.WITHDRAWN if act is Act.WITHDRAW else state
            assert came == (to if allowed else None), (state, act)


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_only_the_custodian_who_was_asked_answers_and_in_the_states_of_the_table() -> None:
    people = cast()
    disclosure.ask(case=people.case, reason="示例", by=people.holding[Role.HANDLER], now=LATER)
    custodian = people.keyless["a custodian of it"]
    ask = DisclosureAsk.objects.get(custodian=custodian.member).pk
    answers: list[tuple[Act, performers.Performer]] = [
        (Act.CONSENT, lambda _case, by, now: disclosure.consent(ask_id=ask, by=by, now=now)),
        (Act.CONSENT, lambda _case, by, now: disclosure.refuse(ask_id=ask, grounds="示例", by=by, now=now)),
        (Act.RECUSE, lambda _case, by, now: step_aside(ask_id=ask, reason="示例", by=by, now=now)),
    ]
    assert {act for act, _answer in answers} == set(RIGHTS[Role.CUSTODIAN])

    def with_a_key(case: Case, by: Hand, now: dt.datetime) -> object:
        KeyWrap.objects.create(case=case, member=by.member, blob=b"")
        return disclosure.consent(ask_id=ask, by=by, now=now)

    for state in State:
        case = in_state(people.case, state)
        for act, answer in answers:
            for _role, who, by in people.everybody():
                role = Role.CUSTODIAN if by is custodian else Role.OUTSIDER
                assert came_of(answer, case, by) == expected(role, act, state), (state, who, act)
        assert came_of(with_a_key, case, custodian) is Why.NOT_THE_ROLE


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_whoever_keeps_the_endings_disposes_of_what_has_ended_and_of_nothing_else() -> None:
    people = cast()
    number, keeper, second = people.case.number, archivist(), archivist("archivist-2")
    for state in RIGHTS[Role.ARCHIVIST][Act.DISPOSE]:
        endings.set_period(outcome=state.value, months=1, by=keeper, now=LATER)
    Case.objects.filter(pk=people.case.pk).update(ended_on=LATER.date())

    def refusal(first: Any, then: Any) -> str:
        """Why the two may not decide on it; "" where they did, which is taken back."""
        try:
            with transaction.atomic():
                disposal.record(number=number, way="appraised", reference="示例1号", by=first, now=DUE)
                disposal.confirm(number=number, by=then, now=DUE)
                disposal.take_back(number=number, by=first, now=DUE)
                transaction.set_rollback(True)
        except ActionRefused as refused:
            return str(refused)
        return ""

    others = [by.member.user for _role, _who, by in people.everybody()]
    others += [person("datong-editor"), person("datong-publisher"), person("anybody")]
    for state in State:
        in_state(people.case, state)
        allowed = verdict(Role.ARCHIVIST, Act.DISPOSE, state.value).allowed
        said = [refusal(keeper, second)] if not allowed else []
        assert allowed == (refusal(keeper, second) == ""), state
        said += [refusal(keeper, keeper), *(refusal(other, second) for other in others)]
        said += [refusal(keeper, other) for other in others]
        assert all(sentence.endswith("。") for sentence in said), (state, said)
    assert not Disposal.objects.exists()


def test_no_act_is_without_an_action_or_a_page_that_asks_the_table() -> None:
    views = [pattern.callback.view_class for pattern in urls.urlpatterns]
    shown = {view.act for view in views if issubclass(view, CaseView)}
    assert set(performers.BY_HANDLERS) | performers.SEEN_ALONE == set(RIGHTS[Role.LEAD])
    assert shown >= performers.SEEN_ALONE
    tried_above = {*RIGHTS[Role.LEAD], *RIGHTS[Role.REPORTER], Act.CONSENT, Act.DISPOSE}
    assert tried_above == set(Act)
