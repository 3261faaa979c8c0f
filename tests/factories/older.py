"""Awards from before the portal to test with: rows as `enter_history` takes them, batches entered and confirmed."""

import datetime as dt
from typing import Any

from cms import clock
from cms.actions.history import confirm_history, enter_history
from cms.models import AwardRecord, HistoryBatch
from cms.regulation.rules.consequences import grounds
from portal.demo.codes import code_of
from tests.factories.offices import DEFAULT_AT, Office

SOURCE = "示例市政府公报示例年第1期（示例）"


def older_row(office: Office, number: int = 1, *, edition: int = 1, **columns: Any) -> dict[str, Any]:
    """One organisation of an old edition; `number` makes its name and code its own."""
    return {
        "edition_number": edition,
        "edition_name": f"第{edition}届",
        "tier": office.regulation.award.tiers[0].key,
        "kind": "organization",
        "name": f"示例旧制造{number}号有限公司（示例）",
        "uscc": code_of(500 + number),
        "joint_names": [],
        "post": "",
        "unit": "",
        "district": "示例区",
        "industry": "通用设备制造业",
        "certificate_no": "",
        "awarded_on": dt.date(2019, 12, 20),
        "doc_no": "示政发〔2019〕0号",
        "revoked_on": None,
        "revocation_ground": "",
        "revocation_doc_no": "",
        **columns,
    }


def revoked_row(office: Office, number: int = 9, **columns: Any) -> dict[str, Any]:
    """One that was revoked before the portal, on the measure's first ground for organisations."""
    ground = grounds(office.regulation, "organization")[0].key
    return older_row(office, number, revoked_on=dt.date(2021, 6, 1), revocation_ground=ground, **columns)


def waiting_batch(office: Office, *rows: dict[str, Any], at: dt.datetime = DEFAULT_AT) -> HistoryBatch:
    """Entered by the editor, not yet confirmed."""
    with clock.at(at):
        return enter_history(
            scheme=office.scheme, rows=rows or [older_row(office)], source=SOURCE, by=office.editor
        )


def older_awards(office: Office, *rows: dict[str, Any], at: dt.datetime = DEFAULT_AT) -> list[AwardRecord]:
    """Entered by the editor and confirmed by an approver."""
    batch = waiting_batch(office, *rows, at=at)
    with clock.at(at):
        return confirm_history(batch=batch, by=office.approver)
