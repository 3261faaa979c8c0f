"""Who may do what to a case: the table has an answer for everything, its page is current, and the actions keep to it."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from cms.roles import ROLES
from complaints.actions import inbox as reporter
from complaints.actions.holding import hold, role_of
from complaints.actions.inbox import seen_of
from complaints.desk.base import WHY
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Member
from complaints.rights import RIGHTS, Act, Role, Why, verdict
from complaints.transitions import State
from tests.case_rights_table import performers
from tests.case_rights_table.render import ACTS, PAGE, page
from tests.case_rights_table.render import ROLES as NAMES
from tests.factories import channel as make
from tests.factories import inboxes

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
    """Why the action refuses; None where it does not. What it did is taken back."""
    try:
        with transaction.atomic():
            do(case, by, LATER)
            transaction.set_rollback(True)
    except CaseGone:
        return Why.NO_CASE
    except NotAllowed as refused:
        return Why(str(refused))
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
@pytest.mark.parametrize("act", performers.BY_HANDLERS, ids=lambda act: act.value)
def test_every_action_of_a_handler_keeps_to_the_table_in_every_state(act: Act) -> None:
    filed = inboxes.filed(make.somebody())
    handler, second = filed.channel.handlers[filed.case.body]
    lead, outsider = lead_of(second), filed.channel.hand("leading_group")
    for state in State:
        case = in_state(filed.case, state)
        for role, by in ((Role.HANDLER, handler), (Role.LEAD, lead), (Role.OUTSIDER, outsider)):
            found = refusal_of(performers.BY_HANDLERS[act], case, by)
            assert found == verdict(role, act, state.value).why, (state, role)


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
