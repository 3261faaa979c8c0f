"""What `manage.py doctor` looks at in the keys of cases after people came and went. Read only; nothing is opened."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from cms import clock
from complaints import vault
from complaints.case_keys import hex_of
from complaints.doctor_checks import once_readable
from complaints.models import Case
from complaints.rosters import rosters_of
from complaints.routing import HANDLER
from complaints.sweeping import AGE
from portal.doctor import Finding, Level, check


@check("channel-rekey")
@once_readable
def cases_got_other_keys() -> Iterator[Finding]:
    """No case waits for another key after somebody left a body or changed their own."""
    cases = list(Case.objects.prefetch_related("wraps"))
    rosters = rosters_of(sorted({case.body for case in cases}))
    for body, roster in sorted(rosters.items()):
        seats = {UUID(seat.member) for seat in roster.seats if seat.role == HANDLER}
        count = 0
        for case in (case for case in cases if case.body == body):
            wraps = case.wraps.all()
            held = any(wrap.member_id in seats for wrap in wraps)
            count += held and any(wrap.stale or wrap.member_id not in seats for wrap in wraps)
        if count:
            yield Finding(
                Level.WARNING,
                _("%(body)s 有%(count)d件案件因人员变动待更换密钥") % {"body": body, "count": count},
                _("请该机构的受理人员登录后台解锁密钥，每次解锁办理最早的一批"),
            )


@check("channel-old-keys")
@once_readable
def old_files_are_gone() -> Iterator[Finding]:
    """No shred file of an earlier key of a case is left: the sweeper takes what a crash left behind."""
    now_named = {hex_of(pk): epoch for pk, epoch in Case.objects.values_list("pk", "epoch")}
    store = vault.ShredStore(Path(settings.CHANNEL_SHRED_DIR))
    left = sum(
        name.case in now_named and name.epoch != now_named[name.case] and _is_old(store.folder, name)
        for name in store.names()
    )
    if left:
        yield Finding(
            Level.WARNING,
            _("有%(count)d个更换前的密钥文件没有销毁") % {"count": left},
            _("确认后台任务在运行（manage.py worker），它每一刻钟清理一次"),
        )


def _is_old(folder: Path, name: vault.ShredName) -> bool:
    """Older than the sweeper leaves them, by a sweep and more."""
    try:
        changed = (folder / name.file).stat().st_ctime
    except OSError:
        return False
    return clock.now() - dt.datetime.fromtimestamp(changed, dt.UTC) > AGE + dt.timedelta(hours=1)
