"""The rows of a list: columns, codes, joint entries, doubles, recommenders."""

from collections.abc import Iterator

from stdnum.cn import uscc

from cms.regulation.base import EntryKind
from cms.regulation.rules.case import Case, numbers
from cms.regulation.rules.facts import EntryFacts
from cms.regulation.rules.identity import Holder, fold, holders
from cms.regulation.rules.verdicts import Finding, Phrase
from cms.regulation.rules.verdicts import gettext_noop as _

REQUIRED: dict[EntryKind, tuple[str, ...]] = {
    "organization": ("name", "uscc"),
    "individual": ("unit", "post"),
}
"""Columns without which a row does not say who is meant; a person's name may stand in `joint_names`."""

EXPECTED: dict[EntryKind, tuple[str, ...]] = {"organization": ("district",), "individual": ()}
"""Columns that readers rely on and that may still be empty with good cause."""

COLUMN_NAMES: dict[str, Phrase] = {
    "name": Phrase(_("名称（姓名）")),
    "uscc": Phrase(_("统一社会信用代码")),
    "unit": Phrase(_("工作单位")),
    "post": Phrase(_("职务")),
    "district": Phrase(_("所在县（市、区）")),
}


def _lacking(case: Case, column: str, wanted: dict[EntryKind, tuple[str, ...]]) -> list[EntryFacts]:
    return [
        entry
        for entry in case.named
        for kind, columns in wanted.items()
        if entry.kind == kind and column in columns and not getattr(entry, column).strip()
    ]


def column_missing(case: Case) -> Iterator[Finding]:
    """Every row says who is meant: an organisation by name and code, a person by name, unit and post."""
    nameless = [
        entry
        for entry in case.named
        if not entry.name.strip() and not any(name.strip() for name in entry.joint_names)
    ]
    gaps = {column: _lacking(case, column, REQUIRED) for column in ("uscc", "unit", "post")}
    for column, rows in {"name": nameless, **gaps}.items():
        if rows:
            yield Finding(
                _("第%(numbers)s号条目没有填写%(column)s。请补全。"),
                {"numbers": numbers(rows), "column": COLUMN_NAMES[column]},
                subject=column,
            )


def column_expected(case: Case) -> Iterator[Finding]:
    """Columns that help a reader to recognise a holder are filled."""
    rows = _lacking(case, "district", EXPECTED)
    if rows:
        yield Finding(
            _("第%(numbers)s号条目没有填写%(column)s。请尽量补全，便于社会辨认。"),
            {"numbers": numbers(rows), "column": COLUMN_NAMES["district"]},
            subject="district",
        )


def uscc_doubtful(case: Case) -> Iterator[Finding]:
    """A code that fails its checksum is pointed out, never refused: registered codes exist that fail."""
    wrong = [entry for entry in case.named if entry.uscc.strip() and not uscc.is_valid(fold(entry.uscc))]
    if wrong:
        yield Finding(
            _("第%(numbers)s号条目的统一社会信用代码校验未通过。请对照证照核对；核对无误的可以保留。"),
            {"numbers": numbers(wrong)},
            law="GB 32100",
            subject="uscc",
        )


def joint(case: Case) -> Iterator[Finding]:
    """Several persons share one entry only where the measure allows it, only in a group, and not too many."""
    eligibility = case.regulation.eligibility
    most = eligibility.joint_max
    for entry in case.named:
        if len(entry.joint_names) < 2 and not (entry.joint_names and entry.kind != "individual"):
            continue
        if most is None:
            yield Finding(
                _("第%(no)d号条目是多人联合条目，办法对联合申报未规定。请分列为单人条目。"),
                {"no": entry.no},
                articles=tuple(eligibility.articles),
                subject=entry.key,
            )
        elif entry.kind != "individual" or not entry.group_entry:
            yield Finding(
                _("第%(no)d号条目列有多人，但没有标明属于“%(scope)s”。请核对后标明，或分列为单人条目。"),
                {"no": entry.no, "scope": eligibility.joint_scope or "—"},
                articles=eligibility.articles_for("joint_max"),
                subject=entry.key,
            )
        elif len(entry.joint_names) > most:
            yield Finding(
                _("第%(no)d号条目列有%(count)d人，办法只允许%(most)d人以内联合申报。请减少人数。"),
                {"no": entry.no, "count": len(entry.joint_names), "most": most},
                articles=eligibility.articles_for("joint_max"),
                subject=entry.key,
            )


def _everyone(case: Case) -> list[Holder]:
    """The holders of this list, then those of the parallel lists of the stage."""
    rows = [*case.facts.entries, *(entry for notice in case.parallel for entry in notice.entries)]
    return [holder for entry in rows for holder in holders(entry)]


def _doubles(case: Case, kind: str) -> Iterator[tuple[Holder, Holder]]:
    """Yield (later, earlier) for each holder who stands on the lists of this stage twice; linear in rows."""
    seen: dict[tuple[str, ...], Holder] = {}
    for holder in _everyone(case):
        if holder.kind != kind:
            continue
        marks = _marks(holder)
        earlier = next((seen[mark] for mark in marks if mark in seen), None)
        if earlier is not None:
            yield holder, earlier
        for mark in marks:
            seen.setdefault(mark, holder)


def _marks(holder: Holder) -> list[tuple[str, ...]]:
    """What tells a holder from others: an organisation's code and name, a person's name with the unit."""
    if holder.kind == "organization":
        told = (("uscc", holder.uscc), ("name", holder.name))
        return [mark for mark in told if mark[1]]
    return [("person", holder.name, holder.unit)] if holder.name and holder.unit else []


def organization_twice(case: Case) -> Iterator[Finding]:
    """An organisation stands once on the lists of a stage, told by its code or its name."""
    for later, earlier in _doubles(case, "organization"):
        yield Finding(
            _(
                "第%(later)d号与第%(earlier)d号条目是同一组织（代码或名称相同；同一环节的其他名单一并比对）。"
                "请删去重复的条目。"
            ),
            {"later": later.no, "earlier": earlier.no},
            subject=later.entry_key,
        )


def person_twice(case: Case) -> Iterator[Finding]:
    """Two rows with the same name and unit may be one person; namesakes exist, so the office decides."""
    for later, earlier in _doubles(case, "individual"):
        yield Finding(
            _("第%(later)d号与第%(earlier)d号条目的姓名、单位相同。请核对是否同一人；确为同名的可以保留。"),
            {"later": later.no, "earlier": earlier.no},
            subject=later.entry_key,
        )


def recommender_missing(case: Case) -> Iterator[Finding]:
    """Where the measure has applicants recommended, each row names who did."""
    application = case.regulation.application
    if application is None or not application.recommended_by:
        return
    lacking = [entry for entry in case.named if not entry.recommender.strip()]
    if lacking:
        yield Finding(
            _("第%(numbers)s号条目没有填写推荐单位。请按办法补填。"),
            {"numbers": numbers(lacking)},
            articles=application.articles_for("recommended_by"),
            subject="recommender",
        )


def recommender_unnamed(case: Case) -> Iterator[Finding]:
    """The recommending body on record is of a kind the measure names."""
    application = case.regulation.application
    if application is None or not application.recommended_by:
        return
    wrong = [
        entry
        for entry in case.named
        if entry.recommender_body and entry.recommender_body not in application.recommended_by
    ]
    if wrong:
        named = [body.name for body in case.regulation.bodies if body.key in application.recommended_by]
        yield Finding(
            _("第%(numbers)s号条目的推荐单位不属于办法规定的推荐机关（%(bodies)s）。请核对。"),
            {"numbers": numbers(wrong), "bodies": "、".join(named)},
            articles=application.articles_for("recommended_by"),
            subject="recommender",
        )
