"""What an office records about an award after it was given."""

import datetime as dt
from typing import Any

from cms import clock
from cms.actions.follow_up import record_follow_up
from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome
from cms.windows import beijing_day


def told_to_rectify(record: AwardRecord, *, by: Any, at: dt.datetime) -> FollowUp:
    """A holder told on that day to put things right within thirty days."""
    day = beijing_day(at)
    with clock.at(at):
        return record_follow_up(
            record=record,
            kind=FollowUpKind.RECTIFICATION,
            outcome=FollowUpOutcome.RECTIFY,
            body_name="评审委员会办公室（示例）",
            done_on=day,
            served_on=day,
            due_on=day + dt.timedelta(days=30),
            findings="质量记录不完整（示例）。",
            by=by,
        )
