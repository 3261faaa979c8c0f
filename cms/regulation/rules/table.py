"""Every rule in one table: id, level, the stages and acts it looks at, the function that decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cms.regulation.rules import (
    acts,
    amendments,
    bars,
    clearance,
    conclusion,
    decisions,
    disclosure,
    editions,
    eligibility,
    lists,
    measure,
    periods,
    privacy,
    revocations,
    rows,
    stages,
)
from cms.regulation.rules.case import EDITION_ACTS, Case
from cms.regulation.rules.conclusion import Closing
from cms.regulation.rules.editions import Opening
from cms.regulation.rules.facts import NoticeAct
from cms.regulation.rules.proceedings import ClearanceFacts
from cms.regulation.rules.verdicts import (
    CLEARANCE_BY_AUTHOR,
    CLEARANCE_MISSING,
    NEVER_OVERRIDABLE,
    Finding,
    Level,
    Verdict,
    sort_verdicts,
)
from cms.regulation.schema import StageType

C = TypeVar("C")

BLOCK, WARN, NOTE = Level.BLOCK, Level.WARN, Level.NOTE

PUBLICITY: frozenset[StageType] = frozenset({"publicity"})
DECISION: frozenset[StageType] = frozenset({"decision"})
LISTS: frozenset[StageType] = frozenset({"publicity", "decision"})
REVOCATION: frozenset[StageType] = frozenset({"revocation"})
ANY_STAGE: frozenset[StageType] = frozenset(
    {"call", "publicity", "decision", "revocation", "rectification", "internal"}
)

ALL_ACTS = frozenset(NoticeAct)
ORIGINAL = frozenset({NoticeAct.ORIGINAL})
AMENDING = ALL_ACTS - ORIGINAL
CONTENT = frozenset({NoticeAct.ORIGINAL, NoticeAct.CORRECTION, NoticeAct.RESTART})
"""Acts that publish a list as it then stands."""
FRESH = frozenset({NoticeAct.ORIGINAL, NoticeAct.RESTART})
EXTENDING = frozenset({NoticeAct.EXTENSION})
MOVING = frozenset({NoticeAct.EXTENSION, NoticeAct.RESTART})
CORRECTING = frozenset({NoticeAct.CORRECTION})
REINSTATING = frozenset({NoticeAct.REINSTATEMENT})
NAMING = ORIGINAL | REINSTATING
"""Acts that name awards, in the stage of revocation."""


@dataclass(frozen=True)
class Rule(Generic[C]):
    """One rule. `stages` None: also without a stage. `lists` set: only where the stage names entries."""

    id: str
    level: Level
    check: Callable[[C], Iterable[Finding]]
    stages: frozenset[StageType] | None = None
    acts: frozenset[NoticeAct] = ALL_ACTS
    lists: bool = False

    @property
    def overridable(self) -> bool:
        """Whether a publisher with the permission may set a block of this rule aside."""
        return self.level is Level.BLOCK and self.id not in NEVER_OVERRIDABLE

    def verdicts(self, case: C) -> Iterable[Verdict]:
        """Put the question to the rule and stamp its findings with id, level and override."""
        for finding in self.check(case):
            yield Verdict(
                rule=self.id,
                level=self.level,
                msg=finding.msg,
                params=finding.params,
                articles=finding.articles,
                law=finding.law,
                overridable=self.overridable and not finding.firm,
                subject=finding.subject,
            )


PUBLICATION_RULES: tuple[Rule[Case], ...] = (
    # Order of the stages and the gate.
    Rule("stage.internal", BLOCK, stages.internal, ANY_STAGE),
    Rule("stage.order", BLOCK, stages.order, ANY_STAGE, ORIGINAL),
    Rule("stage.unconcluded", BLOCK, stages.unconcluded, ANY_STAGE, ORIGINAL),
    Rule("stage.repeated", BLOCK, stages.repeated, frozenset({"call", "publicity", "decision"}), ORIGINAL),
    Rule("stage.publisher", BLOCK, stages.publisher, ANY_STAGE),
    Rule("stage.publisher_reason", BLOCK, stages.publisher_reason, ANY_STAGE),
    Rule("stage.media", WARN, stages.media, ANY_STAGE, CONTENT),
    Rule("stage.panel_size", WARN, stages.panel_size, LISTS, ORIGINAL),
    Rule("gate.not_passed", BLOCK, stages.not_passed, ANY_STAGE, ORIGINAL),
    Rule("gate.provisional", BLOCK, stages.provisional_gate, ANY_STAGE, ORIGINAL),
    Rule("gate.no_objection", BLOCK, stages.gate_no_objection, ANY_STAGE, ORIGINAL),
    Rule("gate.commitment", BLOCK, stages.gate_commitment, ANY_STAGE, ORIGINAL),
    Rule("edition.postponed", BLOCK, stages.edition_postponed, frozenset({"call", *LISTS}), FRESH),
    Rule("edition.ended", BLOCK, stages.edition_ended, frozenset({"call", *LISTS}), FRESH | EXTENDING),
    Rule("third_party.unnamed", BLOCK, stages.third_party_named),
    Rule("third_party.not_allowed", BLOCK, stages.third_party_allowed),
    Rule("third_party.unstated", WARN, stages.third_party_unstated),
    # The period.
    Rule("period.not_computable", BLOCK, periods.not_computable, PUBLICITY),
    Rule("period.minimum", BLOCK, periods.minimum, PUBLICITY),
    Rule("period.exact", BLOCK, periods.exact, PUBLICITY),
    Rule("period.unstated", NOTE, periods.unstated, PUBLICITY),
    Rule("period.provisional", WARN, periods.provisional, PUBLICITY),
    Rule("period.include_start", BLOCK, periods.include_start, PUBLICITY),
    Rule("period.starts_before_publication", BLOCK, periods.starts_before_publication, PUBLICITY),
    Rule("period.contradicted", BLOCK, periods.contradicted, PUBLICITY),
    # The list and its rows.
    Rule("list.unexpected", BLOCK, lists.unexpected, frozenset({"call", *LISTS}), CONTENT),
    Rule("list.empty", BLOCK, lists.empty, LISTS, CONTENT, lists=True),
    Rule("list.vacant", NOTE, lists.vacant, LISTS, CONTENT, lists=True),
    Rule("list.tier", BLOCK, lists.tier_unknown, LISTS, CONTENT, lists=True),
    Rule("list.kind", BLOCK, lists.kind_unknown, LISTS, CONTENT, lists=True),
    Rule("list.cap", BLOCK, lists.cap_exceeded, LISTS, CONTENT, lists=True),
    Rule("list.cap_in_prospect", WARN, lists.cap_in_prospect, LISTS, CONTENT, lists=True),
    Rule("list.not_in_previous", WARN, lists.not_in_previous, PUBLICITY, ORIGINAL, lists=True),
    Rule("list.secret_count", BLOCK, lists.secret_count, LISTS, CONTENT, lists=True),
    Rule("list.withheld_named", BLOCK, lists.withheld_named, LISTS, CONTENT, lists=True),
    Rule("list.withheld", NOTE, lists.withheld, LISTS, CONTENT, lists=True),
    Rule("row.column_missing", BLOCK, rows.column_missing, LISTS, CONTENT, lists=True),
    Rule("row.column_expected", WARN, rows.column_expected, LISTS, CONTENT, lists=True),
    Rule("row.uscc", WARN, rows.uscc_doubtful, LISTS, CONTENT, lists=True),
    Rule("row.joint", BLOCK, rows.joint, LISTS, CONTENT, lists=True),
    Rule("row.organization_twice", BLOCK, rows.organization_twice, LISTS, CONTENT, lists=True),
    Rule("row.person_twice", WARN, rows.person_twice, LISTS, CONTENT, lists=True),
    Rule("row.recommender_missing", WARN, rows.recommender_missing, LISTS, CONTENT, lists=True),
    Rule("row.recommender_kind", WARN, rows.recommender_unnamed, LISTS, CONTENT, lists=True),
    Rule("bar.reapplication", BLOCK, bars.barred, LISTS, CONTENT, lists=True),
    Rule("bar.ban", BLOCK, bars.banned, LISTS, CONTENT, lists=True),
    Rule("bar.namesake", WARN, bars.namesake, LISTS, CONTENT, lists=True),
    Rule("bar.history_incomplete", WARN, bars.history_incomplete, LISTS, CONTENT, lists=True),
    Rule("eligibility.unmet", WARN, eligibility.unmet, PUBLICITY, CONTENT, lists=True),
    Rule("eligibility.unchecked", WARN, eligibility.unchecked, PUBLICITY, CONTENT, lists=True),
    Rule("eligibility.document", BLOCK, eligibility.document_missing, PUBLICITY, CONTENT, lists=True),
    # The decision.
    Rule("decision.struck_named", BLOCK, decisions.struck_named, DECISION, CONTENT, lists=True),
    Rule("decision.never_publicised", BLOCK, decisions.never_publicised, DECISION, CONTENT, lists=True),
    Rule("decision.entry_left_out", BLOCK, decisions.entry_left_out, DECISION, ORIGINAL, lists=True),
    Rule("decision.entry_altered", BLOCK, decisions.entry_altered, DECISION, ORIGINAL, lists=True),
    Rule("decision.bonus", WARN, decisions.bonus_differs, DECISION, ORIGINAL, lists=True),
    # Withdrawing awards, and giving them back.
    Rule("revoke.nothing_named", BLOCK, revocations.nothing_named, REVOCATION, NAMING),
    Rule("revoke.unknown_award", BLOCK, revocations.unknown_award, REVOCATION, NAMING),
    Rule("revoke.named_twice", BLOCK, revocations.named_twice, REVOCATION, NAMING),
    Rule("revoke.ground", BLOCK, revocations.ground_unknown, REVOCATION, ORIGINAL),
    Rule("revoke.subject", BLOCK, revocations.subject_excluded, REVOCATION, ORIGINAL),
    Rule("revoke.condition", WARN, revocations.condition, REVOCATION, ORIGINAL),
    Rule("revoke.not_standing", BLOCK, revocations.not_standing, REVOCATION, ORIGINAL),
    Rule("revoke.expired", WARN, revocations.expired, REVOCATION, ORIGINAL),
    Rule("revoke.finding", BLOCK, revocations.finding_missing, REVOCATION, ORIGINAL),
    Rule("revoke.steps", BLOCK, revocations.steps, REVOCATION, ORIGINAL),
    Rule("revoke.statement", BLOCK, revocations.statement, REVOCATION, ORIGINAL),
    Rule("revoke.remedies", BLOCK, revocations.remedies_missing, REVOCATION, ORIGINAL),
    Rule("revoke.consequences", NOTE, revocations.consequences, REVOCATION, ORIGINAL),
    Rule("revoke.start_unstated", NOTE, revocations.start_unstated, REVOCATION, ORIGINAL),
    Rule("reinstate.not_revoked", BLOCK, revocations.not_revoked, REVOCATION, REINSTATING),
    Rule("reinstate.annulment", BLOCK, revocations.annulment, REVOCATION, REINSTATING),
    # What is on record beforehand.
    Rule("act.required", BLOCK, acts.required, ANY_STAGE, ORIGINAL),
    Rule("act.optional", WARN, acts.optional, ANY_STAGE, ORIGINAL),
    Rule("act.done_later", BLOCK, acts.done_later, ANY_STAGE, ORIGINAL),
    Rule("act.consulted", BLOCK, acts.consulted, LISTS, ORIGINAL, lists=True),
    Rule("act.consultation_scope", WARN, acts.consultation_scope, LISTS, ORIGINAL, lists=True),
    Rule("act.secrecy_review", BLOCK, acts.secrecy_reviewed),
    Rule("act.interests", BLOCK, acts.interests_declared, LISTS, CONTENT, lists=True),
    Rule("act.interests_commitment", WARN, acts.interests_commitment, LISTS, CONTENT, lists=True),
    Rule("act.no_state_secret", BLOCK, acts.no_state_secret, PUBLICITY, ORIGINAL, lists=True),
    Rule("act.trade_secrets", WARN, acts.trade_secrets, PUBLICITY, ORIGINAL, lists=True),
    Rule("act.own_publicity", BLOCK, acts.own_publicity, LISTS, CONTENT, lists=True),
    # Personal data.
    Rule("privacy.found", BLOCK, privacy.found),
    Rule("privacy.cleared", NOTE, privacy.cleared),
    Rule("privacy.unreadable", BLOCK, privacy.unreadable),
    Rule("privacy.looked_through", NOTE, privacy.looked_through),
    # The measure.
    Rule("measure.not_yet", BLOCK, measure.not_yet),
    Rule("measure.not_in_force", BLOCK, measure.not_in_force),
    Rule("measure.relied_on", WARN, measure.relied_on),
    Rule("measure.dated_before", BLOCK, measure.dated_before),
    # What the notice says about itself.
    Rule("disclosure.field", BLOCK, disclosure.field_missing),
    Rule("disclosure.index_no", WARN, disclosure.index_missing),
    Rule("disclosure.basis", BLOCK, disclosure.basis_missing),
    Rule("disclosure.basis_unknown", BLOCK, disclosure.basis_unknown),
    Rule("disclosure.signed_after", BLOCK, disclosure.signed_after),
    Rule("disclosure.publish_past", BLOCK, disclosure.publish_past),
    Rule("channel.phone", BLOCK, disclosure.channel_phone, PUBLICITY, CONTENT),
    Rule("channel.address", BLOCK, disclosure.channel_address, PUBLICITY, CONTENT),
    Rule("channel.process", BLOCK, disclosure.channel_process, PUBLICITY, CONTENT),
    # Amendments.
    Rule("amend.target", BLOCK, amendments.target, None, AMENDING),
    Rule("amend.reason", BLOCK, amendments.reason_missing, None, AMENDING),
    Rule("amend.nothing_changed", WARN, amendments.nothing_changed, None, CORRECTING),
    Rule("amend.unknown_entry", BLOCK, amendments.unknown_entry, None, CORRECTING),
    Rule("amend.material_as_slip", BLOCK, amendments.material_as_slip, None, CORRECTING),
    Rule("amend.new_window", NOTE, amendments.new_window, PUBLICITY, CORRECTING),
    Rule("amend.no_restart", NOTE, amendments.no_restart, PUBLICITY, CORRECTING),
    Rule("amend.extension_of_exact", BLOCK, amendments.extension_of_exact, PUBLICITY, EXTENDING),
    Rule("amend.extension_days", BLOCK, amendments.extension_days, PUBLICITY, EXTENDING),
    Rule("amend.without_window", BLOCK, amendments.without_window, ANY_STAGE, MOVING),
    Rule("amend.already_concluded", BLOCK, amendments.already_concluded, PUBLICITY, MOVING),
    Rule("amend.already_postponed", BLOCK, amendments.already_postponed, None, EDITION_ACTS),
    Rule("amend.not_postponed", BLOCK, amendments.not_postponed, None, EDITION_ACTS),
    Rule("amend.edition_over", BLOCK, amendments.edition_over, None, EDITION_ACTS),
)

CONCLUSION_RULES: tuple[Rule[Closing], ...] = (
    Rule("conclude.no_window", BLOCK, conclusion.no_window),
    Rule("conclude.done", BLOCK, conclusion.done),
    Rule("conclude.ended", BLOCK, conclusion.ended),
    Rule("conclude.running", BLOCK, conclusion.running),
    Rule("conclude.provisional", BLOCK, conclusion.provisional),
    Rule("conclude.entry_running", BLOCK, conclusion.entry_running),
    Rule("conclude.blocked", BLOCK, conclusion.blocked),
    Rule("conclude.blocked_commitment", BLOCK, conclusion.blocked_commitment),
    Rule("conclude.unattested", BLOCK, conclusion.unattested),
    Rule("conclude.no_objection", BLOCK, conclusion.no_objection),
    Rule("conclude.objection_commitment", BLOCK, conclusion.objection_commitment),
)

EDITION_RULES: tuple[Rule[Opening], ...] = (
    Rule("edition.not_in_force", BLOCK, editions.not_in_force),
    Rule("edition.launch_approval", BLOCK, editions.launch_approval),
    Rule("edition.number", BLOCK, editions.number),
    Rule("edition.cycle", WARN, editions.cycle),
    Rule("edition.previous_open", WARN, editions.previous_open),
)

CLEARANCE_RULES: tuple[Rule[ClearanceFacts], ...] = (
    Rule(CLEARANCE_MISSING, BLOCK, clearance.missing),
    Rule(CLEARANCE_BY_AUTHOR, BLOCK, clearance.by_author),
)

UNKNOWN_STAGE = "stage.unknown"
"""The verdict of the engine itself where the measure has no such stage: no other rule can then speak."""

RULES: tuple[Rule[Case] | Rule[Closing] | Rule[Opening] | Rule[ClearanceFacts], ...] = (
    *PUBLICATION_RULES,
    *CONCLUSION_RULES,
    *EDITION_RULES,
    *CLEARANCE_RULES,
)


def put_to(rules: Iterable[Rule[C]], case: C) -> tuple[Verdict, ...]:
    """Put one question to every rule given and return the verdicts in their fixed order."""
    return sort_verdicts(verdict for rule in rules for verdict in rule.verdicts(case))
