"""Withdrawing awards and giving them back: which awards, on which ground of the measure, after which recorded steps."""

from collections import Counter
from collections.abc import Iterator

from cms.register import STANDING, WON, Status
from cms.regulation.rules.acts import steps_for
from cms.regulation.rules.award_facts import NamedAward
from cms.regulation.rules.case import Case
from cms.regulation.rules.consequences import find_ground, revocation_consequences
from cms.regulation.rules.verdicts import Finding, Param
from cms.regulation.rules.verdicts import gettext_noop as _

STATEMENT = "party_statement"
"""Act on record: the party was told and could state its side before the decision."""

ANNULMENT = "annulment"
"""Act on record: who took the revocation back, by which document."""

REMEDIES_LAW = "行政复议法 第二十条；行政诉讼法 第四十六条"


def _known(case: Case) -> Iterator[NamedAward]:
    """The awards named that are in the register."""
    return (named for named in case.facts.named_awards if named.known)


def nothing_named(case: Case) -> Iterator[Finding]:
    """The announcement says which awards it is about."""
    if not case.facts.named_awards:
        yield Finding(_("没有选择获奖记录。请从名册中选择本公告所涉的奖项。"), subject="revocations")


def unknown_award(case: Case) -> Iterator[Finding]:
    """Every award named is in the register of this scheme."""
    for named in case.facts.named_awards:
        if not named.known:
            yield Finding(
                _("名册中没有“%(record)s”这条获奖记录。请重新选择。"),
                {"record": named.record},
                subject=named.record,
            )


def named_twice(case: Case) -> Iterator[Finding]:
    """Each award is named once, on one ground."""
    for record, count in Counter(named.record for named in case.facts.named_awards).items():
        if count > 1:
            yield Finding(
                _("获奖记录“%(record)s”选了%(count)d次。请只保留一条，按主要情形填写。"),
                {"record": record, "count": count},
                subject=record,
            )


def ground_unknown(case: Case) -> Iterator[Finding]:
    """The ground is one of the measure's own."""
    for named in _known(case):
        if find_ground(case.regulation, named.ground) is None:
            articles = case.regulation.revocation.articles if case.regulation.revocation else ()
            yield Finding(
                _("“%(name)s”没有选择办法规定的撤销情形。请从办法所列情形中选择。"),
                {"name": named.label},
                articles=tuple(articles),
                subject=named.record,
            )


def subject_excluded(case: Case) -> Iterator[Finding]:
    """Some grounds reach organisations only."""
    for named in _known(case):
        found = find_ground(case.regulation, named.ground)
        if found is not None and named.kind not in found.case.subjects:
            yield Finding(
                _("办法规定的这一情形不适用于“%(name)s”所属的类别。请改选适用的情形；没有的，不能据此撤销。"),
                {"name": named.label},
                articles=tuple(found.case.articles),
                subject=named.record,
            )


def condition(case: Case) -> Iterator[Finding]:
    """The measure limits a ground by a condition that only the office can check (在有效期内, 在获奖后)."""
    for named in _known(case):
        found = find_ground(case.regulation, named.ground)
        if found is None or found.case.condition is None:
            continue
        yield Finding(
            _("办法对这一情形写有“%(condition)s”的条件。请核对“%(name)s”的情形是否符合。"),
            {"condition": found.case.condition, "name": named.label},
            articles=tuple(found.case.articles),
            subject=named.record,
        )


def not_standing(case: Case) -> Iterator[Finding]:
    """What was already taken away is not taken away again."""
    for named in _known(case):
        if named.status not in WON:
            yield Finding(
                _("“%(name)s”的这一奖项已被撤销或者移出决定，不能再次撤销。请移去这一条。"),
                {"name": named.label},
                subject=named.record,
            )


def expired(case: Case) -> Iterator[Finding]:
    """An award whose validity has ended can still be withdrawn, but the office should mean it."""
    for named in _known(case):
        if named.status in WON and named.status not in STANDING:
            yield Finding(
                _("“%(name)s”的奖项有效期已满。请核对是否仍需撤销。"),
                {"name": named.label},
                subject=named.record,
            )


def finding_missing(case: Case) -> Iterator[Finding]:
    """The public learns what was found, not only which article it falls under."""
    for named in _known(case):
        if not named.finding.strip():
            yield Finding(
                _("没有写明查明“%(name)s”的什么事实。请用一两句话写明，不写个人信息和商业秘密。"),
                {"name": named.label},
                subject=named.record,
            )


def steps(case: Case) -> Iterator[Finding]:
    """Each step the measure puts before a revocation is on record for each award (查证、提请、决定)."""
    for named in _known(case):
        found = find_ground(case.regulation, named.ground)
        cases = frozenset({found.case.key}) if found else frozenset()
        for act in steps_for(case.the_stage, cases):
            if not _recorded(case, act.key, named.record):
                yield Finding(
                    _("“%(name)s”的撤销没有登记“%(act)s”。请登记完成日期和依据。"),
                    {"name": named.label, "act": act.text},
                    articles=tuple(act.articles),
                    subject=f"{named.record}.{act.key}",
                    firm=not act.overridable,
                )


def statement(case: Case) -> Iterator[Finding]:
    """The party was heard before the award was taken away: due process, the portal's commitment."""
    for named in _known(case):
        if not _recorded(case, STATEMENT, named.record):
            yield Finding(
                _("没有登记已听取“%(name)s”的陈述、申辩。请登记；当事人放弃或者无法联系的，登记时写明。"),
                {"name": named.label},
                subject=f"{named.record}.{STATEMENT}",
            )


def _recorded(case: Case, key: str, record: str) -> bool:
    return any(
        act.key == key and act.subject == record and act.done_on <= case.publish_on for act in case.facts.acts
    )


def remedies_missing(case: Case) -> Iterator[Finding]:
    """Whoever loses an award is told what can be done about it, by when and where."""
    if not case.facts.remedies_text.strip():
        yield Finding(
            _("没有写明救济途径。请写明申请行政复议、提起行政诉讼的期限和受理机关。"),
            law=REMEDIES_LAW,
            subject="remedies_text",
        )


def consequences(case: Case) -> Iterator[Finding]:
    """What will be recovered and until when no application is accepted, for the office to check before it is public."""
    for named in _known(case):
        found = find_ground(case.regulation, named.ground)
        if found is None:
            continue
        result = revocation_consequences(
            found,
            revoked_on=case.facts.signed_date or case.publish_on,
            latest_edition=case.facts.latest_edition,
            latest_edition_began=case.facts.latest_edition_began,
        )
        last: Param = result.barred_through_edition or result.barred_until or ""
        if result.barred_through_edition is not None:
            message = _("“%(name)s”被撤销后，第%(last)s届（含）之前不得申报。")
        elif result.barred_until is not None:
            message = _("“%(name)s”被撤销后，%(last)s（含）之前不得申报。")
        else:
            message = _("“%(name)s”被撤销后，办法没有规定不得申报的期限。")
        yield Finding(
            message,
            {"name": named.label, "last": last},
            articles=tuple(result.ban.articles) if result.ban else tuple(found.case.articles),
            subject=named.record,
        )


def start_unstated(case: Case) -> Iterator[Finding]:
    """A ban whose beginning the measure leaves open is counted by a reading, and the notice says so."""
    for named in _known(case):
        found = find_ground(case.regulation, named.ground)
        ban = found.case.ban if found else None
        if ban is not None and ban.counted_from is None:
            message = (
                _("办法没有写明“%(wording)s”自何时起算，将按撤销决定之后的下一届起算，并在公告中注明。")
                if ban.unit == "cycles"
                else _("办法没有写明“%(wording)s”自何时起算，将按撤销决定之日起算，并在公告中注明。")
            )
            yield Finding(
                message,
                {"wording": ban.wording},
                articles=tuple(ban.articles),
                subject=named.record,
            )


def not_revoked(case: Case) -> Iterator[Finding]:
    """Only what the amended announcement revoked, and what is still revoked, is given back."""
    for named in _known(case):
        if named.status is not Status.REVOKED or not named.by_amended:
            yield Finding(
                _("“%(name)s”不是所选公告撤销的奖项，或者已经恢复。请移去这一条。"),
                {"name": named.label},
                subject=named.record,
            )


def annulment(case: Case) -> Iterator[Finding]:
    """It is on record who took the revocation back: a review decision, a judgment, the deciding body itself."""
    for named in _known(case):
        if not _recorded(case, ANNULMENT, named.record):
            yield Finding(
                _(
                    "没有登记撤销“%(name)s”奖项的决定已被撤销或者变更。请登记复议决定、判决或者原决定机关的文号。"
                ),
                {"name": named.label},
                subject=f"{named.record}.{ANNULMENT}",
            )
