"""``manage.py publish_due``: publish what is cleared and due now; the queue runs the same every minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cms.actions.schedule import publish_due


class Command(BaseCommand):
    """Publishes each due notice in its own transaction and prints what became of it."""

    help = "Publish every cleared notice whose instant has come; refusals are recorded on the notice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, one line for each notice."""
        outcomes = publish_due()
        for outcome in outcomes:
            if outcome.published:
                self.stdout.write(_("公告 %(pk)d 已发布。") % {"pk": outcome.notice_id})
            else:
                facts = {"pk": outcome.notice_id, "reason": outcome.reason}
                self.stderr.write(_("公告 %(pk)d 未发布：%(reason)s") % facts)
        if not outcomes:
            self.stdout.write(_("没有到时的公告。"))
