"""What has to be on record before a notice goes out: acts, replies, declarations, reviews."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.regulation.conduct import Criterion
from cms.regulation.process import Act
from cms.regulation.rules.case import Case, numbers
from cms.regulation.rules.consequences import find_ground
from cms.regulation.rules.facts import EntryFacts, Nature, OwnPublicity
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation, Stage
from portal.calendar.workdays import workdays_between

SECRECY_REVIEW_LAW = "政府信息公开条例 第十七条"

NO_STATE_SECRET = "no_state_secret_declared"  # noqa: S105 - a key, no password
"""Act on record: the applicants declared that their files hold no state secret."""

TRADE_SECRETS_MARKED = "trade_secrets_marked"
"""Act on record: applicants marked trade secrets in their files, and marked parts are kept off the list."""

HELD_BY_GATE = "previous_publicity_no_objection"
"""An earlier act the gate itself proves; nobody records it."""

YEARS_RELAXED = "years_relaxed"
"""Act on record: the government approved shorter years than the measure asks for, where it may."""


@dataclass(frozen=True)
class NeededAct:
    """An act to put on record for a stage: key, the measure's words and articles, whether it only warns."""

    key: str
    text: str
    articles: tuple[str, ...]
    optional: bool


def needed_acts(
    regulation: Regulation, stage_key: str, cases: frozenset[str] = frozenset()
) -> tuple[NeededAct, ...]:
    """Return every act the rules look for before a notice of this stage, in the measure's order.

    `cases` are the cases a revocation uses. Raises KeyError for an unknown stage.
    """
    stage = regulation.stage(stage_key)
    found = [NeededAct(a.key, a.text, tuple(a.articles), a.optional) for a in _required(stage, cases)]
    for inner in own_publicities(regulation, stage):
        period = inner.period
        words = inner.name if period is None else f"{inner.name}（{period.wording}）"
        found.append(NeededAct(inner.key, words, tuple(inner.articles), False))
    secrecy = regulation.secrecy
    if secrecy is not None and is_first_list(regulation, stage):
        if secrecy.state_secret is not None and secrecy.state_secret.rule == "barred_from_files":
            clause = secrecy.state_secret
            found.append(NeededAct(NO_STATE_SECRET, clause.text, tuple(clause.articles), False))
        if secrecy.trade_secret_marking is not None:
            marking = secrecy.trade_secret_marking
            found.append(NeededAct(TRADE_SECRETS_MARKED, marking.text, tuple(marking.articles), True))
    if is_first_list(regulation, stage):
        found += [
            NeededAct(check_key(c), c.text, tuple(c.articles), c.test != "document")
            for c in regulation.eligibility.criteria
            if asks_for_more(c)
        ]
        relaxation = regulation.eligibility.relaxation
        if relaxation is not None:
            found.append(NeededAct(YEARS_RELAXED, relaxation.text, tuple(relaxation.articles), True))
    return tuple(found)


def is_first_list(regulation: Regulation, stage: Stage) -> bool:
    """Whether a publicity is the first list the public sees: there applications are checked."""
    if stage.type != "publicity" or not stage.lists:
        return False
    pending = list(regulation.published_predecessors(stage.key))
    while pending:
        earlier = pending.pop()
        if earlier.lists:
            return False
        pending.extend(regulation.published_predecessors(earlier.key))
    return True


def asks_for_more(criterion: Criterion) -> bool:
    """Whether a condition asks for more than a general declaration: years, a rank, a document."""
    if criterion.kind != "requirement":
        return False
    return criterion.test != "attestation" or criterion.lookback_years is not None


def check_key(criterion: Criterion) -> str:
    """Return the key under which the check of a condition is on record for the whole list."""
    return f"{criterion.applies_to}.{criterion.key}"


def _required(stage: Stage, cases: frozenset[str]) -> list[Act]:
    """The acts a stage requires, those for other cases of revocation and the one the gate proves left out.

    As long as no case is chosen, the acts of every case are required.
    """
    return [
        act
        for act in stage.requires
        if act.key != HELD_BY_GATE and (not act.cases or not cases or cases.intersection(act.cases))
    ]


def steps_for(stage: Stage, cases: frozenset[str]) -> list[Act]:
    """The steps that a revocation needs for each award, by the cases of its ground; those 必要时 are left to the office."""
    return [act for act in _required(stage, cases) if not act.optional]


def recorded(case: Case, key: str) -> bool:
    """Whether an act is on record as done by the day of publication."""
    return any(act.key == key and act.done_on <= case.publish_on for act in case.facts.acts)


def required(case: Case) -> Iterator[Finding]:
    """Every act the measure puts before this notice is on record; its data say what a reason may replace.

    A revocation that names its awards is asked for the steps of each of them, by `revocations.steps`.
    """
    if case.facts.named_awards:
        return
    for act in _required(case.the_stage, frozenset()):
        if not act.optional and not recorded(case, act.key):
            yield Finding(
                _("发布前应当完成“%(act)s”，但没有登记。请登记完成日期和依据。"),
                {"act": act.text},
                articles=tuple(act.articles),
                subject=act.key,
                firm=not act.overridable,
            )


def _cases(case: Case) -> frozenset[str]:
    """The cases of the measure under which the awards named fall; empty: any."""
    found = (find_ground(case.regulation, named.ground) for named in case.facts.named_awards)
    return frozenset(item.case.key for item in found if item is not None)


def optional(case: Case) -> Iterator[Finding]:
    """An act the measure asks for 必要时: its absence is pointed out."""
    for act in _required(case.the_stage, _cases(case)):
        if act.optional and not recorded(case, act.key):
            yield Finding(
                _("办法规定必要时“%(act)s”，现没有登记。已经办理的请登记；没有必要的可以继续。"),
                {"act": act.text},
                articles=tuple(act.articles),
                subject=act.key,
            )


def done_later(case: Case) -> Iterator[Finding]:
    """No act is on record for a day after the publication it has to precede."""
    for act in case.facts.acts:
        if act.done_on > case.publish_on:
            yield Finding(
                _("登记的前置工作日期%(done)s晚于发布日期%(publish)s。请核对日期，或推迟发布。"),
                {"done": act.done_on, "publish": case.publish_on},
                subject=act.key,
            )


def nature_of(entry: EntryFacts) -> Nature:
    """Return what an applicant is: as recorded, else as the head of an organisation's code says.

    GB 32100: 11 and 12 are organs and public institutions, 9x are businesses; the rest is other.
    """
    if entry.nature is not Nature.UNKNOWN or entry.kind != "organization" or not entry.uscc.strip():
        return entry.nature
    code = entry.uscc.strip()
    if code.startswith("9"):
        return Nature.ENTERPRISE
    return Nature.PUBLIC_INSTITUTION if code.startswith(("11", "12")) else Nature.OTHER


def consulted(case: Case) -> Iterator[Finding]:
    """Each department the measure names for the applicants on the list has replied before it goes out."""
    consultation = case.regulation.consultation
    if consultation is None or consultation.before != case.the_stage.key or not case.facts.entries:
        return
    natures = {nature_of(entry) for entry in case.named}
    asked = [("all", consultation.all)]
    if Nature.ENTERPRISE in natures:
        asked.append(("enterprise", consultation.enterprise))
    if Nature.PUBLIC_INSTITUTION in natures:
        asked.append(("public_institution", consultation.public_institution))
    replied = {reply.body for reply in case.facts.replies if reply.replied_on <= case.publish_on}
    missing: dict[str, tuple[str, ...]] = {}
    for field, bodies in asked:
        for body in bodies:
            if body not in replied:
                missing.setdefault(body, consultation.articles_for(field))
    for body, articles in missing.items():
        yield Finding(
            _("没有登记%(body)s部门对名单的反馈意见。请征求意见并登记回复日期后再发布。"),
            {"body": body},
            articles=articles,
            subject=body,
        )


def consultation_scope(case: Case) -> Iterator[Finding]:
    """Where the departments depend on what an applicant is, that is known for every entry."""
    consultation = case.regulation.consultation
    if consultation is None or consultation.before != case.the_stage.key:
        return
    if not (consultation.enterprise or consultation.public_institution):
        return
    unknown = [entry for entry in case.named if nature_of(entry) is Nature.UNKNOWN]
    if unknown:
        yield Finding(
            _(
                "第%(numbers)s号条目没有注明属于企业、机关事业单位还是其他，"
                "无法判断应征求哪些部门的意见。请注明。"
            ),
            {"numbers": numbers(unknown)},
            articles=tuple(consultation.articles),
            subject="nature",
        )


def secrecy_reviewed(case: Case) -> Iterator[Finding]:
    """Every notice is reviewed for secrecy before it goes out."""
    review = case.facts.secrecy_review
    if review is None or review.done_on > case.publish_on:
        yield Finding(
            _("没有登记发布前的保密审查。请完成审查，并登记审查日期和审查单位。"),
            law=SECRECY_REVIEW_LAW,
            subject="secrecy_review",
        )


def _undeclared(case: Case) -> bool:
    declared = case.facts.declarations
    return bool(case.facts.entries) and (declared is None or not declared.ref.strip())


def interests_declared(case: Case) -> Iterator[Finding]:
    """Where the measure has staff with an interest withdraw, declarations for the list are on record."""
    recusal = case.regulation.recusal
    if recusal is not None and _undeclared(case):
        yield Finding(
            _(
                "办法规定“%(rule)s”，但没有登记本名单的利害关系申报。请收齐申报（无利害关系的也要申报）并登记。"
            ),
            {"rule": recusal.text},
            articles=tuple(recusal.articles),
            subject="declarations",
        )


def interests_commitment(case: Case) -> Iterator[Finding]:
    """Where the measure is silent on recusal, the portal asks for the declarations all the same."""
    if case.regulation.recusal is None and _undeclared(case):
        yield Finding(
            _("没有登记本名单的利害关系申报。办法对回避未规定，这是平台承诺：请收齐申报并登记。"),
            subject="declarations",
        )


def no_state_secret(case: Case) -> Iterator[Finding]:
    """Where files must hold no state secret, the applicants' declaration is on record."""
    secrecy = case.regulation.secrecy
    clause = None if secrecy is None else secrecy.state_secret
    if (
        clause is None
        or clause.rule != "barred_from_files"
        or not is_first_list(case.regulation, case.the_stage)
    ):
        return
    if not recorded(case, NO_STATE_SECRET):
        yield Finding(
            _("办法规定“%(rule)s”，但没有登记申报材料不涉密的声明。请收齐声明并登记。"),
            {"rule": clause.text},
            articles=tuple(clause.articles),
            subject=NO_STATE_SECRET,
        )


def trade_secrets(case: Case) -> Iterator[Finding]:
    """Where applicants mark trade secrets, the office has seen to the marks before it publishes."""
    secrecy = case.regulation.secrecy
    clause = None if secrecy is None else secrecy.trade_secret_marking
    if (
        clause is None
        or not is_first_list(case.regulation, case.the_stage)
        or recorded(case, TRADE_SECRETS_MARKED)
    ):
        return
    yield Finding(
        _("办法规定“%(rule)s”。请核对已注明的商业秘密没有写入名单和附件，并登记核对情况。"),
        {"rule": clause.text},
        articles=tuple(clause.articles),
        subject=TRADE_SECRETS_MARKED,
    )


def own_publicities(regulation: Regulation, stage: Stage) -> list[Stage]:
    """The publicities inside the applicants' own organisations that come directly before this stage."""
    inner: list[Stage] = []
    pending = list(stage.after)
    while pending:
        earlier = regulation.stage(pending.pop())
        if earlier.published_here:
            continue
        if earlier.scope == "applicant_organization":
            inner.append(earlier)
        pending.extend(earlier.after)
    return inner


def own_publicity(case: Case) -> Iterator[Finding]:
    """Each applicant ran the publicity in its own organisation, long enough and without objection.

    It is proved for an entry by its dates, or for all of them by an act on record under the stage's key.
    """
    for inner in own_publicities(case.regulation, case.the_stage):
        if recorded(case, inner.key):
            continue
        shown = {own.entry_key: own for own in case.facts.own_publicity}
        needed = 1 if inner.period is None else inner.period.working_days
        failing = [e for e in case.named if not _held(case, shown.get(e.key), needed)]
        if failing:
            yield Finding(
                _(
                    "第%(numbers)s号条目没有登记合格的“%(stage)s”（%(wording)s，且无异议）。请核实并登记起止日期。"
                ),
                {
                    "numbers": numbers(failing),
                    "stage": inner.name,
                    "wording": inner.name if inner.period is None else inner.period.wording,
                },
                articles=tuple(inner.articles),
                subject=inner.key,
            )


def _held(case: Case, own: OwnPublicity | None, needed: int) -> bool:
    if own is None or not own.no_objection or own.last_day >= case.publish_on:
        return False
    days = workdays_between(case.calendar, own.first_day, own.last_day)
    return days is not None and days >= needed
