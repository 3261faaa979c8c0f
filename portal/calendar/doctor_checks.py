"""What ``manage.py doctor`` looks at in the calendar."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from portal.calendar.models import HolidayNotice
from portal.doctor import Finding, Level, check


@check("calendar_notices")
def notices_are_as_written() -> Iterator[Finding]:
    """A stored notice that no longer matches its digest was changed past the application."""
    for notice in HolidayNotice.objects.all():
        if notice.terms.sha256 != notice.sha256:
            yield Finding(
                Level.ERROR,
                _("%(notice)s的内容与录入时的摘要不符，数据库曾被直接改动") % {"notice": notice},
                _("对照通知原文录入新版本，并查明改动的来源"),
            )


@check("calendar_examples")
def no_invented_days() -> Iterator[Finding]:
    """Invented rest days move real legal dates."""
    if settings.DEVELOPMENT:
        return
    for notice in HolidayNotice.objects.latest_versions().filter(is_example=True):
        yield Finding(
            Level.ERROR,
            _("%(notice)s是示例，正在参与期限计算") % {"notice": notice},
            _("在后台“日历”中录入正式通知取代它"),
        )
