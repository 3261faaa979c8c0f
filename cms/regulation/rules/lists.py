"""The list as a whole: tiers and kinds, how many of each, what if it is empty or partly secret."""

from collections.abc import Iterator

from cms.regulation.award import Cap
from cms.regulation.rules.case import Case, kind_name, numbers
from cms.regulation.rules.facts import ChangeKind, EntryFacts, NoticeAct
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _

DISCLOSURE_LIMIT = "政府信息公开条例 第十四条"


def unexpected(case: Case) -> Iterator[Finding]:
    """A stage that names nobody carries no list."""
    if not case.the_stage.lists and (case.facts.entries or case.facts.secret_count):
        yield Finding(
            _("“%(stage)s”不含名单，现附有%(count)d个条目。请移除名单，或另选公示名单的环节。"),
            {"stage": case.the_stage.name, "count": len(case.facts.entries)},
            articles=tuple(case.the_stage.articles),
            subject="entries",
        )


def tier_unknown(case: Case) -> Iterator[Finding]:
    """Only the measure's tiers may be named; a list of winners names one for every entry."""
    known = {tier.key for tier in case.regulation.award.tiers}
    wrong = [e for e in case.facts.entries if e.tier not in known and (e.tier or case.is_award_list)]
    if wrong:
        yield Finding(
            _("第%(numbers)s号条目的奖项不在办法规定之内或没有填写。请选择：%(tiers)s。"),
            {
                "numbers": numbers(wrong),
                "tiers": "、".join(tier.name for tier in case.regulation.award.tiers),
            },
            articles=tuple(case.regulation.award.tiers[0].articles),
            subject="tier",
        )


def kind_unknown(case: Case) -> Iterator[Finding]:
    """Only the measure's kinds, organisations or individuals, may be named."""
    award = case.regulation.award
    wrong = [entry for entry in case.facts.entries if entry.kind not in award.kinds]
    if wrong:
        yield Finding(
            _("第%(numbers)s号条目的类别不在办法规定之内。请按办法改为组织或个人中允许的类别。"),
            {"numbers": numbers(wrong)},
            articles=award.articles_for("kinds"),
            subject="kind",
        )


def _excess(case: Case) -> Iterator[tuple[Cap, int]]:
    """Yield each cap that this list, its parallel lists and the year's other editions together exceed.

    A list that takes none of the places is not held up by others that took too many.
    """
    for cap in case.regulation.award.caps:
        kind = None if cap.kind == "total" else cap.kind
        if not any(e.tier == cap.tier and kind in (None, e.kind) for e in case.facts.entries):
            continue
        count = case.counted(cap.tier, kind)
        if cap.per == "year" and case.is_award_list:
            count += sum(
                places.count
                for places in case.facts.places_in_year
                if places.tier == cap.tier and cap.kind in ("total", places.kind)
            )
        if count > cap.max:
            yield cap, count


def cap_exceeded(case: Case) -> Iterator[Finding]:
    """A list of winners keeps within the places of the measure, parallel lists counted together."""
    if not case.is_award_list:
        return
    for cap, count in _excess(case):
        yield Finding(
            _(
                "%(tier)s（%(kind)s）共%(count)d个，超过办法规定的%(most)d个。"
                "同一环节的其他名单一并计算。请减少%(over)d个。"
            ),
            {
                "tier": case.tier_name(cap.tier),
                "kind": kind_name(cap.kind),
                "count": count,
                "most": cap.max,
                "over": count - cap.max,
            },
            articles=tuple(cap.articles),
            subject=f"{cap.tier}.{cap.kind}",
        )


def cap_in_prospect(case: Case) -> Iterator[Finding]:
    """An earlier list may be longer than the places: the measure caps winners. The office is told."""
    if case.is_award_list:
        return
    for cap, count in _excess(case):
        yield Finding(
            _(
                "%(tier)s（%(kind)s）现有%(count)d个，多于最终可授予的%(most)d个。"
                "名额约束最终名单；请核对本名单确为候选而非获奖名单。"
            ),
            {
                "tier": case.tier_name(cap.tier),
                "kind": kind_name(cap.kind),
                "count": count,
                "most": cap.max,
            },
            articles=tuple(cap.articles),
            subject=f"{cap.tier}.{cap.kind}",
        )


def _is_empty(case: Case) -> bool:
    """Whether the list names nobody after this act; a correction may come without its list."""
    facts = case.facts
    if facts.act is NoticeAct.CORRECTION and facts.amends is not None:
        struck = {change.entry_key for change in facts.changes if change.kind is ChangeKind.STRUCK}
        added = any(change.kind is ChangeKind.ADDED for change in facts.changes)
        return bool(facts.amends.entry_keys) and not added and facts.amends.entry_keys <= struck
    return not facts.entries and not facts.secret_count


def empty(case: Case) -> Iterator[Finding]:
    """A list names somebody, unless it is a list of winners under a measure that lets places stay empty."""
    if not _is_empty(case):
        return
    award = case.regulation.award
    if not case.is_award_list:
        yield Finding(
            _("名单是空的。请先录入或导入条目。"), articles=tuple(case.the_stage.articles), subject="entries"
        )
    elif award.vacancy is None:
        yield Finding(
            _("名单是空的，而办法对奖项空缺未规定。请录入条目；确实无人获奖的，由发布人写明理由。"),
            articles=tuple(award.articles),
            subject="entries",
        )


def vacant(case: Case) -> Iterator[Finding]:
    """A tier without a winner is announced as vacant, with the measure's own clause."""
    vacancy = case.regulation.award.vacancy
    unlisted = case.facts.act is NoticeAct.CORRECTION and not case.facts.entries
    if vacancy is None or unlisted or not case.is_award_list:
        return
    for tier in case.regulation.award.tiers:
        if case.counted(tier.key) == 0:
            yield Finding(
                _("%(tier)s空缺。办法规定“%(wording)s”，公告将写明空缺。"),
                {"tier": tier.name, "wording": vacancy.text},
                articles=tuple(vacancy.articles),
                subject=tier.key,
            )


def secret_count(case: Case) -> Iterator[Finding]:
    """The number of withheld entries the notice states is the number there is."""
    withheld = sum(entry.withheld for entry in case.facts.entries)
    if withheld != case.facts.secret_count:
        yield Finding(
            _("公告写明依法不公开的条目为%(stated)d个，名单中为%(real)d个。请改为一致。"),
            {"stated": case.facts.secret_count, "real": withheld},
            law=DISCLOSURE_LIMIT,
            subject="secret_count",
        )


def _tells(entry: EntryFacts) -> bool:
    """Whether a withheld row says anything that could tell whose it is."""
    texts = (
        entry.name,
        entry.uscc,
        entry.post,
        entry.unit,
        entry.district,
        entry.recommender,
        entry.industry,
    )
    return any((*texts, *entry.joint_names, *(value for _name, value in entry.extra)))


def withheld_named(case: Case) -> Iterator[Finding]:
    """A withheld entry carries nothing but its number, kind and tier."""
    telling = [entry for entry in case.facts.entries if entry.withheld and _tells(entry)]
    if telling:
        yield Finding(
            _("第%(numbers)s号条目依法不公开，却填有名称等内容。请清空这些条目除类别和奖项以外的各栏。"),
            {"numbers": numbers(telling)},
            law=DISCLOSURE_LIMIT,
            subject="entries",
        )


def withheld(case: Case) -> Iterator[Finding]:
    """Withheld entries are counted in public and never named."""
    rows = [entry for entry in case.facts.entries if entry.withheld]
    if rows:
        secrecy = case.regulation.secrecy
        clause = None if secrecy is None else secrecy.state_secret
        yield Finding(
            _("有%(count)d个条目依法不公开：计入名额，只公布数目，不公布名称。"),
            {"count": len(rows)},
            articles=() if clause is None else tuple(clause.articles),
            law=DISCLOSURE_LIMIT,
            subject="entries",
        )


def not_in_previous(case: Case) -> Iterator[Finding]:
    """An entry of a later list stood on the list before it; one that did not is pointed out.

    A decision has its own, harder rule in `decisions`.
    """
    if case.the_stage.type != "publicity":
        return
    for earlier in case.predecessors:
        published = case.standing(earlier.key)
        if not earlier.lists or not published:
            continue
        keys = {entry.key for notice in published for entry in notice.entries}
        new = [entry for entry in case.named if entry.key not in keys]
        if keys and new:
            yield Finding(
                _("第%(numbers)s号条目不在已公示的“%(earlier)s”中。请核对来源；属于新增的，请在公告中说明。"),
                {"numbers": numbers(new), "earlier": earlier.name},
                articles=tuple(earlier.articles),
                subject="entries",
            )
