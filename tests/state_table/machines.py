"""Every machine that is a table, as (state, what happens, next state) with the names people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cms.models import HISTORY_TRANSITIONS, HistoryState, RecordEvent
from cms.models.imports import IMPORT_TRANSITIONS, ImportState
from cms.register import TRANSITIONS, Status
from complaints import disclosing
from complaints.models import CaseState, DisclosureState
from complaints.transitions import OWNERS, Actor, Move, Owner
from complaints.transitions import TRANSITIONS as CASE_TRANSITIONS

AWARD_NAMES = {
    Status.VALID: "有效",
    Status.EXPIRED: "有效期满",
    Status.REVOKED: "已撤销",
    Status.STRUCK: "已移出决定",
}


ACTORS = {Actor.REPORTER: "举报人", Actor.HANDLER: "受理人员"}
MOVES = {
    Move.ACCEPT: "受理",
    Move.REFUSE: "不予受理",
    Move.UPHOLD: "认定属实",
    Move.DISMISS: "认定未查实",
    Move.REFER: "移送",
    Move.WITHDRAW: "撤回",
}

ASKERS = {
    disclosing.Actor.REQUESTER: "申请人",
    disclosing.Actor.CUSTODIAN: "保管人",
    disclosing.Actor.REPORTER: "举报人",
    disclosing.Actor.CLOCK: "",
}
STEPS = {
    disclosing.Step.CONSENT: "同意，还差一人",
    disclosing.Step.GRANT: "同意，满两人",
    disclosing.Step.REFUSE: "不同意，仍可能满两人",
    disclosing.Step.FAIL: "不同意，已不可能满两人",
    disclosing.Step.LOOK: "查看",
    disclosing.Step.RESHARE: "重新分割份额",
    disclosing.Step.DROP: "撤回",
    disclosing.Step.LAPSE: "满七十二小时",
    disclosing.Step.END: "满二十四小时",
    disclosing.Step.LEAVE: "申请人不再持有案件密钥",
    disclosing.Step.REPLACE: "更换或撤回身份信息",
}


OWNER_NAMES = {Owner.HANDLERS: "受理人员", Owner.OPERATOR: "主办单位（保存期限）"}


@dataclass(frozen=True)
class Machine:
    """A machine: states by key with their names, the first of them, its arrows, and who has to do the next thing."""

    title: str
    table: str
    note: str
    names: Mapping[str, str]
    first: str
    arrows: tuple[tuple[str, str, str], ...]
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(self.names) - {source for source, _what, target in self.arrows if target != source}

    @property
    def reachable(self) -> frozenset[str]:
        """States that can be reached from the first."""
        found, pending = {self.first}, [self.first]
        while pending:
            state = pending.pop()
            nexts = {target for source, _what, target in self.arrows if source == state}
            pending += nexts - found
            found |= nexts
        return frozenset(found)


def machines() -> Iterator[Machine]:
    """Every machine, in the order of the page."""
    labels = {str(value): str(label) for value, label in RecordEvent._meta.get_field("kind").choices or ()}
    yield Machine(
        "An award",
        "cms/register.py::TRANSITIONS",
        "Computed from its events at every reading, never stored. 有效 becomes 有效期满 by the clock alone.",
        {str(status): AWARD_NAMES[status] for status in Status},
        Status.VALID,
        (
            (Status.VALID, "有效期届满", Status.EXPIRED),
            *(
                (source, labels[kind], target)
                for source, row in TRANSITIONS.items()
                for kind, target in row.items()
            ),
        ),
    )
    yield Machine(
        "Records from before the portal",
        "cms/models/history.py::HISTORY_TRANSITIONS",
        "The second person is never the first.",
        {str(state): str(state.label) for state in HistoryState},
        HistoryState.WAITING,
        tuple(
            (source, "复核", target)
            for source, targets in HISTORY_TRANSITIONS.items()
            for target in sorted(targets)
        ),
    )
    yield Machine(
        "A spreadsheet on its way in",
        "cms/models/imports.py::IMPORT_TRANSITIONS",
        "Nothing is written to a list before 已导入; the file is gone in the last two states.",
        {str(state): str(state.label) for state in ImportState},
        ImportState.UPLOADED,
        tuple(
            (source, "", target)
            for source, targets in IMPORT_TRANSITIONS.items()
            for target in sorted(targets)
        ),
    )
    yield Machine(
        "A case of the confidential channel",
        "complaints/transitions.py::TRANSITIONS",
        "Every state before 不予受理 and 已办结 holds the gate of the notice it objects to, 已撤回 too.",
        {str(state): str(state.label) for state in CaseState},
        CaseState.FILED,
        tuple(
            (arrow.source.value, f"{ACTORS[arrow.actor]}{MOVES[arrow.move]}", arrow.target.value)
            for arrow in CASE_TRANSITIONS
        ),
        {state.value: OWNER_NAMES[owner] for state, owner in OWNERS.items()},
    )
    yield Machine(
        "A request to see who reported",
        "complaints/disclosing.py::TRANSITIONS",
        "In every state but the first two, no share sealed again for it is left.",
        {str(state): str(state.label) for state in DisclosureState},
        DisclosureState.ASKED,
        tuple(
            (arrow.source.value, f"{ASKERS[arrow.actor]}{STEPS[arrow.step]}", arrow.target.value)
            for arrow in disclosing.TRANSITIONS
        ),
    )
