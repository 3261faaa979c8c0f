"""What `manage.py doctor` says of telling members: whether mail can reach them at all. Warnings: the list tells them too."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from complaints import mail_addresses, mailing
from complaints.doctor_checks import once_readable, read_bodies
from complaints.models import Member
from complaints.rosters import rosters_of
from portal.doctor import Finding, Level, check

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@check("channel-mail")
@once_readable
def members_can_be_told() -> Iterator[Finding]:
    """A mail server, and an address of everybody who is seated that they confirmed themselves."""
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
    members = [
        member
        for member in Member.objects.select_related("user").order_by("user__username")
        if member.pk.hex in seated
    ]
    addresses = mail_addresses.confirmed(members)
    for member in members:
        problem = _problem(member.user.email, addresses.get(member.pk, ""))
        if problem:
            what, advice = problem
            yield Finding(Level.WARNING, what % {"name": member.user.get_username()}, advice)


def _problem(account: str, confirmed: str) -> tuple[str, str] | None:
    """What is wrong with where a member's mail goes, with a place for their name, and what to do. No address is named."""
    if not account and not confirmed:
        return (
            _("成员“%(name)s”的账号没有电子邮箱，收不到登录办理的提醒"),
            _("在账号设置中填写本单位的电子邮箱，再由本人解锁密钥后确认"),
        )
    if not confirmed:
        return (
            _("成员“%(name)s”还没有确认提醒邮箱，收不到登录办理的提醒"),
            _("请本人解锁密钥，在“保密渠道”页面确认"),
        )
    if account != confirmed:
        return (
            _("成员“%(name)s”账号的电子邮箱与本人确认的不同，提醒仍发到本人确认的邮箱"),
            _("查明是谁改动的；是本人改动的，请本人解锁密钥，在“保密渠道”页面重新确认"),
        )
    return None
