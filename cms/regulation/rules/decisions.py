"""The decision: it names whom the concluded last publicity named, and the money the measure states."""

from collections.abc import Iterator

from cms.regulation.rules.case import Case, kind_name, numbers
from cms.regulation.rules.facts import EntryFacts
from cms.regulation.rules.identity import holders
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _


def _publicised(case: Case) -> tuple[EntryFacts, ...]:
    """The entries of the lists the decision follows, struck ones left out."""
    return tuple(
        entry
        for earlier in case.predecessors
        if earlier.type == "publicity" and earlier.lists
        for notice in case.standing(earlier.key)
        for entry in notice.entries
    )


def _struck(case: Case) -> frozenset[str]:
    return frozenset(
        key for earlier in case.predecessors for notice in case.standing(earlier.key) for key in notice.struck
    )


def _pairs(case: Case) -> list[tuple[EntryFacts, EntryFacts | None]]:
    """Each entry of the decision with the publicised one it stands for: by key, else by the same holder."""
    published = _publicised(case)
    by_key = {entry.key: entry for entry in published}
    by_holder = {_identity(entry): entry for entry in published if not entry.withheld}
    return [
        (entry, by_key.get(entry.key) or (None if entry.withheld else by_holder.get(_identity(entry))))
        for entry in case.facts.entries
    ]


def _identity(entry: EntryFacts) -> frozenset[tuple[str, ...]]:
    return frozenset((h.kind, h.uscc or h.name, h.unit) for h in holders(entry))


def struck_named(case: Case) -> Iterator[Finding]:
    """An entry struck from the publicised list does not come back in the decision."""
    struck = _struck(case)
    back = [entry for entry in case.facts.entries if entry.key in struck]
    if back:
        yield Finding(
            _("第%(numbers)s号条目已从公示名单中撤下，不能列入决定。请移除。"),
            {"numbers": numbers(back)},
            articles=_articles(case),
            subject="entries",
        )


def never_publicised(case: Case) -> Iterator[Finding]:
    """Nobody is decided upon whom the public could not object to."""
    struck = _struck(case)
    new = [entry for entry, before in _pairs(case) if before is None and entry.key not in struck]
    if new:
        yield Finding(
            _("第%(numbers)s号条目没有经过公示，不能列入决定。请先在公示名单中增补并公示期满，或移除。"),
            {"numbers": numbers(new)},
            articles=_articles(case),
            subject="entries",
        )


def entry_left_out(case: Case) -> Iterator[Finding]:
    """Whoever was publicised and not struck is decided upon, or the page says why not."""
    taken = {before.key for _entry, before in _pairs(case) if before is not None}
    left = [entry for entry in _publicised(case) if entry.key not in taken]
    if left:
        yield Finding(
            _("公示名单第%(numbers)s号条目没有列入决定。请补列，或先发布更正将其撤下并说明理由。"),
            {"numbers": numbers(left)},
            articles=_articles(case),
            subject="entries",
        )


def entry_altered(case: Case) -> Iterator[Finding]:
    """An entry keeps name, code, tier and kind between publicity and decision."""
    columns = ("kind", "tier", "name", "uscc", "unit", "joint_names", "withheld")
    altered = [
        entry
        for entry, before in _pairs(case)
        if before is not None and any(getattr(entry, c) != getattr(before, c) for c in columns)
    ]
    if altered:
        yield Finding(
            _(
                "第%(numbers)s号条目与公示内容不一致（名称、代码、单位、奖项或类别）。请改为一致，或先更正公示。"
            ),
            {"numbers": numbers(altered)},
            articles=_articles(case),
            subject="entries",
        )


def _articles(case: Case) -> tuple[str, ...]:
    gates = [earlier.gate for earlier in case.predecessors if earlier.gate is not None]
    return tuple(ref for gate in gates for ref in gate.articles) or tuple(case.the_stage.articles)


def bonus_differs(case: Case) -> Iterator[Finding]:
    """The money in the decision is the money of the measure, for each tier and kind that has a winner."""
    bonus = case.regulation.award.bonus
    if bonus is None:
        return
    stated = {(row.tier, row.kind): row.cny for row in case.facts.bonuses}
    for row in bonus.rows:
        amount = stated.get((row.tier, row.kind))
        due = 0 if row.entitled is False else row.cny
        if due is None or (amount is None and (due == 0 or case.counted(row.tier, row.kind) == 0)):
            continue
        names = {"tier": case.tier_name(row.tier), "kind": kind_name(row.kind)}
        if amount is None:
            yield Finding(
                _("决定没有写明%(tier)s（%(kind)s）的奖金，办法规定为%(due)d元。请补写或核对。"),
                {**names, "due": due},
                articles=tuple(row.articles),
                subject=f"{row.tier}.{row.kind}",
            )
        elif amount != due:
            yield Finding(
                _("决定写明%(tier)s（%(kind)s）奖金%(amount)d元，办法规定为%(due)d元。请核对。"),
                {**names, "amount": amount, "due": due},
                articles=tuple(row.articles),
                subject=f"{row.tier}.{row.kind}",
            )
