"""What the queue runs for `cms`, and how often. Each may run twice without harm."""

from cms.actions.schedule import publish_due as publish_due_notices
from portal import jobs


def publish_due() -> int:
    """Publish every due notice; returns how many went out. The reasons of refusals stay on the notices."""
    return sum(outcome.published for outcome in publish_due_notices())


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(1, name="publish_due", dotted_path="cms.jobs.publish_due")
