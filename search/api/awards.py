"""Awards through the engine, and one of them from the register itself: the newest truth, and answered without an index."""

import datetime as dt
from collections.abc import Iterable, Sequence

from cms.holders import SHAPE
from cms.models import AwardRecord
from cms.published import Withheld as Hidden
from cms.selectors.award_rows import withheld_holders
from cms.windows import beijing_day
from search import projecting
from search.api import shapes_awards as shapes
from search.api.asking import PAGING, Asked, One, Rows, cursor_of, not_found
from search.api.parameters import Fault, Parameter
from search.api.problems import refused
from search.api.values import absolute, links, withheld
from search.documents import AwardDocument
from search.facets import OF_AWARDS, Facet, Status
from search.index import engine
from search.query import LONGEST_VALUE, LONGEST_WORDS, MOST_VALUES, BadQueryError, parse

AWARD_ID = Parameter("id", "获奖记录的永久编号。", "datong-2026-001", pattern="[A-Za-z0-9_-]+", longest=120)
FACET_TEXTS = {
    Facet.STATUS: ("状态。", "valid"),
    Facet.CITY: ("城市。", "大同市"),
    Facet.SCHEME: ("奖项代码。", "datong"),
    Facet.EDITION: ("届次，写作“奖项代码:届次序号”。", "datong:1"),
    Facet.YEAR: ("获奖年度。", "2026"),
    Facet.TIER: ("奖项等次。", "市长质量奖"),
    Facet.KIND: ("组织或者个人。", "organization"),
    Facet.REGION: ("所在县（市、区）。", "平城区"),
    Facet.INDUSTRY: ("行业。", "制造业"),
    Facet.RECORD: ("名册中的记录，或者未经核实的记录。", "verified"),
}
OFFERED = {
    Facet.STATUS: tuple(Status),
    Facet.KIND: ("organization", "individual"),
    Facet.RECORD: ("verified", "unverified"),
}
WORDS = Parameter(
    "q",
    "检索词，与网页上的检索相同：名称的任何一段、拼音或者首字母、统一社会信用代码、证书编号、文号；几个词须都出现。",
    "示例",
    longest=LONGEST_WORDS,
)
SOUND = Parameter("sound", "1：字母一律当作拼音。", "1", offered=("0", "1"))
QUESTION = (
    WORDS,
    *(
        Parameter(
            facet.value,
            f"{FACET_TEXTS[facet][0]}可以重复，重复的各值任取其一。",
            FACET_TEXTS[facet][1],
            longest=LONGEST_VALUE,
            most_values=MOST_VALUES,
            offered=OFFERED.get(facet, ()),
        )
        for facet in OF_AWARDS
    ),
    SOUND,
)
PARAMETERS = (*QUESTION, *PAGING)


def award_list(asked: Asked) -> Rows:
    """Awards newest first, by the same words and facets as the page of the register. Raises ProblemError, EngineDownError."""
    given = {each.name: asked.values[each.name] for each in QUESTION if each.name in asked.values}
    try:
        query = parse({name: value if isinstance(value, list) else [value] for name, value in given.items()})
    except BadQueryError as error:
        raise refused(
            Fault(each.name, each.fault.value, f"参数“{each.name}”不能这样查。") for each in error.problems
        ) from None
    after = asked.after()
    today = beijing_day(asked.now)
    found = engine().after(query, after[0] if after else "", today=today, limit=asked.limit)
    rows = [row for row in found.rows if isinstance(row, AwardDocument)]
    return Rows(shown(rows, today), cursor_of(found.next) if found.next else "", found.total)


def award_item(asked: Asked) -> One:
    """One award as it is now. Raises ProblemError for an id that was never given."""
    found = projecting.of([asked.text("id")])
    read = [row for row in found if isinstance(row, AwardDocument) and row.id == asked.text("id")]
    if not read:
        raise not_found()
    return One(shown(read, beijing_day(asked.now))[0])


def shown(rows: Sequence[AwardDocument], today: dt.date) -> list[shapes.Award]:
    """Awards as they are given. What is withheld is asked of the database, whatever an index says; two queries."""
    hidden = _hidden(row.id for row in rows if row.verified)
    return [_award(row, today, hidden.get(row.id)) for row in rows]


def _hidden(ids: Iterable[str]) -> dict[str, Hidden]:
    records = list(AwardRecord.objects.filter(public_id__in=list(ids)).only("public_id", "entry_key"))
    found = withheld_holders(records)
    return {each.public_id: found[each.entry_key] for each in records if each.entry_key in found}


def _award(row: AwardDocument, today: dt.date, hidden: Hidden | None) -> shapes.Award:
    return shapes.Award.model_validate(
        {
            "id": row.id,
            "verified": row.verified,
            "status": row.status_on(today).value,
            "scheme": row.scheme,
            "award_name": row.award_name,
            "city": row.city_name,
            "edition": row.edition,
            "tier": row.tier,
            "kind": row.kind or None,
            **_holder(row, hidden),
            "awarded_on": row.awarded_on,
            "awarded_text": row.awarded_text,
            "year": row.year,
            "doc_no": row.doc_no,
            "valid_through": row.valid_through,
            "bonus_cny": row.bonus_cny,
            "origin": row.origin,
            "decision": row.decision_title,
            "source": row.source,
            "note": row.note,
            "happened": [
                shapes.Happening(
                    kind=each.kind,  # type: ignore[arg-type]  # checked when it is made
                    on=each.on,
                    doc_no=each.doc_no,
                    links=[absolute(each.path)] if each.path else [],
                )
                for each in row.happened
            ],
            "withheld": withheld(hidden),
            "links": links(
                f"awards/{row.id}/",
                row.path,
                (row.decision_path, *(each.path for each in row.happened)),
                row.decision_path,
            ),
        }
    )


def _holder(row: AwardDocument, hidden: Hidden | None) -> dict[str, object]:
    """Who holds it, and what says anything about them; nothing of a holder who is withheld."""
    names = ("name", "uscc", "unit", "post", "region", "industry", "certificate_no")
    told: dict[str, object] = {name: None if hidden else getattr(row, name) for name in names}
    lists = ("joint_names", "former_names")
    return told | {name: [] if hidden else list(getattr(row, name)) for name in lists}


ORGANISATION_ID = Parameter(
    "id",
    "统一社会信用代码，或者由名称得出的编号。",
    "n0123456789abcdef01234567",
    pattern=SHAPE.pattern.replace("[np]", "n"),
)
