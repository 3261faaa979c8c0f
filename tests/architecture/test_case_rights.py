"""Who may do what to a case: the table has an answer for everything, its page is current, and the actions keep to it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from cms.actions.errors import ActionRefused
from cms.roles import ROLES
from complaints.actions import disclosure, disposal, endings
from complaints.actions import inbox as reporter
from complaints.actions.holding import hold, role_of
from complaints.actions.inbox import seen_of
from complaints.desk import urls
from complaints.desk.base import WHY, CaseView
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, DisclosureAsk, Disposal, Member
from complaints.rights import RIGHTS, Act, Role, Why, verdict
from complaints.transitions import State
from tests.case_rights_table import performers
from tests.case_rights_table.render import ACTS, PAGE, page
from tests.case_rights_table.render import ROLES as NAMES
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.endings import DUE, archivist

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


def lead_of(hand: Hand) -> Hand:
    """The same member, made a lead."""
    hand.member.user.groups.add(Group.objects.get(name=ROLES["channel_lead"].label))
    return Hand(Member.objects.select_related("user").get(pk=hand.member.pk), hand.keys)


def in_state(case: Case, state: State) -> Case:
    """The case as a row in that state."""
    Case.objects.filter(pk=case.pk).update(state=state.value)
    return Case.objects.get(pk=case.pk)


def refusal_of(do: performers.Performer, case: Case, by: Hand) -> Why | None:
    """Why the action refuses by the table; None where it does not. What it did is taken back.

    An action that refuses for a reason of its own (`ActionRefused`) has asked the table before.
    """
    try:
        with transaction.atomic():
            do(case, by, LATER)
            transaction.set_rollback(True)
    except CaseGone:
        return Why.NO_CASE
    except NotAllowed as refused:
        return Why(str(refused))
    except ActionRefused:
        return None
    return None


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_who_holds_a_case_may_do_what_the_table_says_in_every_state() -> None:
    filed = inboxes.filed()
    handler, second = filed.channel.handlers[filed.case.body]
    lead, outsider = lead_of(second), filed.channel.hand("leading_group")
    assert (role_of(handler), role_of(lead)) == (Role.HANDLER, Role.LEAD)
    for act, state in CELLS:
        case = in_state(filed.case, state)

        def held(case: Case, by: Hand, now: object, act: Act = act) -> object:
            return hold(case=case, act=act, by=by, now=LATER)

        # What a lead may do besides, and that an outsider may nothing, is tried in one state and by every action below.
        people = [(Role.HANDLER, handler)]
        if state is State.ACCEPTED or act is Act.REDACT:
            people += [(Role.LEAD, lead), (Role.OUTSIDER, outsider)]
        for role, by in people:
            assert refusal_of(held, case, by) == verdict(role, act, state.value).why, (state, act, role)


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_every_action_of_a_handler_keeps_to_the_table_in_every_state() -> None:
    filed = inboxes.filed(make.somebody())
    handler, second = filed.channel.handlers[filed.case.body]
    lead, outsider = lead_of(second), filed.channel.hand("leading_group")
    performers.mask_first(filed.case, handler, LATER)
    for state in State:
        case = in_state(filed.case, state)
        for act, perform in performers.BY_HANDLERS.items():
            people = [(Role.HANDLER, handler), (Role.OUTSIDER, outsider)]
            if act is Act.REDACT or state is State.ACCEPTED:
                people.append((Role.LEAD, lead))
            for role, by in people:
                assert refusal_of(perform, case, by) == verdict(role, act, state.value).why, (
                    state,
                    act,
                    role,
                )


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_a_reporter_does_what_the_table_says_in_every_state() -> None:
    filed = inboxes.filed(make.somebody())
    inbox = filed.enter()

    def given(act: Act, case: Case) -> bool:
        seen = seen_of(case)
        try:
            with transaction.atomic():
                if act is Act.ANSWER:
                    reporter.answer(inbox=inbox, text="示例", seen=seen, now=LATER)
                elif act is Act.NAME:
                    reporter.give_identity(inbox=inbox, person=make.somebody(), seen=seen, now=LATER)
                elif act is Act.WITHHOLD:
                    reporter.withhold_identity(inbox=inbox, seen=seen, now=LATER)
                else:
                    reporter.withdraw(inbox=inbox, text="示例", seen=seen, now=LATER)
                transaction.set_rollback(True)
        except NotAllowed:
            return False
        return True

    for state in State:
        case = in_state(filed.case, state)
        for act in RIGHTS[Role.REPORTER]:
            assert given(act, case) == verdict(Role.REPORTER, act, state.value).allowed, (state, act)


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_a_custodian_answers_in_the_states_of_the_table_and_a_handler_never() -> None:
    filed = inboxes.filed(make.somebody())
    handler = filed.channel.handlers[filed.case.body][0]
    disclosure.ask(case=filed.case, reason="示例", by=handler, now=LATER)
    asked = DisclosureAsk.objects.all()[0]
    custodian = next(hand for hand in filed.channel.custodians if hand.member.pk == asked.custodian_id)
    for state in State:
        case = in_state(filed.case, state)
        for answer in (
            lambda _case, by, now: disclosure.consent(ask_id=asked.pk, by=by, now=now),
            lambda _case, by, now: disclosure.refuse(ask_id=asked.pk, grounds="示例", by=by, now=now),
        ):
            assert (
                refusal_of(answer, case, custodian) == verdict(Role.CUSTODIAN, Act.CONSENT, state.value).why
            )
            assert refusal_of(answer, case, handler) is Why.NO_CASE
        assert not verdict(Role.HANDLER, Act.CONSENT, state.value).allowed


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_whoever_keeps_the_endings_disposes_of_what_has_ended_and_of_nothing_else() -> None:
    filed = inboxes.filed()
    keeper = archivist()
    for state in State:
        if verdict(Role.ARCHIVIST, Act.DISPOSE, state.value).allowed:
            endings.set_period(outcome=state.value, months=1, by=keeper, now=LATER)
    Case.objects.filter(pk=filed.case.pk).update(ended_on=LATER.date())

    def recorded(by: Any) -> bool:
        try:
            with transaction.atomic():
                disposal.record(number=filed.case.number, way="archived", reference="示例1号", by=by, now=DUE)
                transaction.set_rollback(True)
        except ActionRefused:
            return False
        return True

    handler = filed.channel.handlers[filed.case.body][0]
    for state in State:
        in_state(filed.case, state)
        assert recorded(keeper) == verdict(Role.ARCHIVIST, Act.DISPOSE, state.value).allowed, state
        assert not recorded(handler.member.user)
    assert not Disposal.objects.exists()


def test_no_act_is_without_an_action_or_a_page_that_asks_the_table() -> None:
    views = [pattern.callback.view_class for pattern in urls.urlpatterns]
    shown = {view.act for view in views if issubclass(view, CaseView)}
    assert set(performers.BY_HANDLERS) | performers.SEEN_ALONE == set(RIGHTS[Role.LEAD])
    assert shown >= performers.SEEN_ALONE
    tried_above = {*RIGHTS[Role.LEAD], *RIGHTS[Role.REPORTER], Act.CONSENT, Act.DISPOSE}
    assert tried_above == set(Act)
