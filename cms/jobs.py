"""What the queue runs for `cms`, and how often. Each may run twice without harm."""

from cms.actions import imports
from cms.actions.schedule import publish_due as publish_due_notices
from portal import jobs


def publish_due() -> int:
    """Publish every due notice; returns how many went out. The reasons of refusals stay on the notices."""
    return sum(outcome.published for outcome in publish_due_notices())


def check_import(run_id: int, check_no: int) -> None:
    """Check an uploaded spreadsheet; a check that was overtaken does nothing."""
    imports.check_import(run_id=run_id, check_no=check_no)


def expire_imports() -> int:
    """Give up spreadsheets that nobody confirmed; returns how many."""
    return imports.expire_imports()


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(1, name="publish_due", dotted_path="cms.jobs.publish_due")
    jobs.every(24 * 60, name="expire_imports", dotted_path="cms.jobs.expire_imports")
