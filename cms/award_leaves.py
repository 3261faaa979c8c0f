"""The leaves of a revocation and of a reinstatement: one for each award, with what the measure attaches to it.

Derived from the draft's choice, the register and the measure, so that what was approved is what takes effect: the register
reads its events from these leaves and from nothing else.
"""

import datetime as dt
import unicodedata
from typing import Any

from cms.models import AwardRecord, Notice, NoticeAct
from cms.regulation.rules.consequences import find_ground, revocation_consequences
from cms.selectors.register import current_columns, latest_edition, named_records

Value = dict[str, Any]


def award_values(notice: Notice, day: dt.date) -> list[Value]:
    """One leaf for each award the draft names, in its order, for publication on that Beijing day; unknown ones are left out."""
    if not notice.revocations:
        return []
    records = named_records(notice)
    rows = [(row, records[row["record"]]) for row in notice.revocations if row.get("record") in records]
    make = _reinstated if notice.act == NoticeAct.REINSTATEMENT else _revoked
    return [make(notice, no, row, record, day) for no, (row, record) in enumerate(rows, start=1)]


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _award(no: int, record: AwardRecord) -> Value:
    """The award itself, with the columns as they stand after corrections."""
    columns = current_columns(record)
    seal = record.seal
    decision = {"path": seal.head["path"], "digest": seal.digest, "title": seal.head["title"]} if seal else {}
    return {
        "key": str(record.entry_key),
        "no": no,
        "record": record.public_id,
        "edition_number": record.edition_number,
        "edition_name": record.edition_name,
        "tier": columns.tier,
        "tier_name": columns.tier_name,
        "kind": columns.kind,
        "name": _text(columns.name),
        "uscc": _text(columns.uscc),
        "joint_names": [_text(name) for name in columns.joint_names],
        "unit": _text(columns.unit),
        "post": _text(columns.post),
        "certificate_no": _text(columns.certificate_no),
        "decision": decision,
        "decision_doc_no": record.doc_no,
        "decision_date": record.awarded_on.isoformat(),
    }


def _revoked(notice: Notice, no: int, row: Value, record: AwardRecord, day: dt.date) -> Value:
    value = {"t": "revoked", **_award(no, record), "finding": _text(row.get("finding", ""))}
    found = find_ground(notice.edition.regulation, row.get("ground", ""))
    if found is None:
        return value
    revoked_on = notice.signed_date or day
    number, began = latest_edition(record.scheme, revoked_on, at_least=record.edition_number)
    result = revocation_consequences(
        found, revoked_on=revoked_on, latest_edition=number, latest_edition_began=began
    )
    ban = result.ban
    return value | {
        "ground": found.key,
        "ground_text": found.ground.text,
        "articles": list(result.articles),
        "revoked_on": revoked_on.isoformat(),
        "recover": list(result.recover),
        "recover_articles": list(result.recover_articles),
        "ban_wording": ban.wording if ban else "",
        "ban_counted": (ban.counted_wording or "") if ban else "",
        "ban_start_stated": result.start_stated,
        "ban_articles": list(ban.articles) if ban else [],
        "barred_through_edition": result.barred_through_edition or 0,
        "barred_until": result.barred_until.isoformat() if result.barred_until else "",
    }


def _reinstated(notice: Notice, no: int, row: Value, record: AwardRecord, day: dt.date) -> Value:
    return {
        "t": "reinstated",
        **_award(no, record),
        "finding": _text(row.get("finding", "")),
        "reinstated_on": (notice.signed_date or day).isoformat(),
    }
