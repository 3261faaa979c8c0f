"""What `manage.py doctor` says of telling members: whether mail can reach them at all. Warnings: the list tells them too."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from complaints import mailing
from complaints.doctor_checks import once_readable, read_bodies
from complaints.models import Member
from complaints.rosters import rosters_of
from portal.doctor import Finding, Level, check

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@check("channel-mail")
@once_readable
def members_can_be_told() -> Iterator[Finding]:
    """A mail server, and an address of everybody who is seated."""
    rosters = rosters_of(sorted(read_bodies()))
    seated = {seat.member for roster in rosters.values() for seat in roster.seats}
    if seated and settings.EMAIL_BACKEND == mailing.SILENT and not settings.DEVELOPMENT:
        yield Finding(
            Level.WARNING,
            _("没有设置邮件服务器，保密渠道的成员收不到登录办理的提醒"),
            _("设置 EMAIL_HOST；不设置的，安排成员每个工作日登录查看"),
        )
    if settings.EMAIL_BACKEND != SMTP:
        return
    for member in Member.objects.select_related("user").filter(user__email="").order_by("user__username"):
        if member.pk.hex in seated:
            yield Finding(
                Level.WARNING,
                _("成员“%(name)s”的账号没有电子邮箱，收不到登录办理的提醒")
                % {"name": member.user.get_username()},
                _("在账号设置中填写本单位的电子邮箱"),
            )
