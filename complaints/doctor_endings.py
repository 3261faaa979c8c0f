"""What `manage.py doctor` says of endings: destructions that were cut off, a daily head that is missing. Read only."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms import clock
from complaints import destruction
from complaints.ledger import LedgerError
from complaints.models import Case, ChainHead
from portal.doctor import Finding, Level, check

LATEST = dt.timedelta(days=3)
"""How old the newest head may be where there are cases."""


@check("channel-endings")
def endings_are_whole() -> Iterator[Finding]:
    """Nothing that should be destroyed is left, and the events of every day are signed."""
    try:
        left = {case.number: destruction.is_begun(case) for case in destruction.unfinished()}
    except LedgerError as error:
        yield Finding(Level.ERROR, str(error).rstrip("。"), _("恢复之前不能销毁案件"))
    else:
        begun = [number for number, is_begun in left.items() if is_begun]
        if begun:
            yield Finding(
                Level.ERROR,
                _("案件 %(numbers)s 的销毁没有完成") % {"numbers": "、".join(begun)},
                _("运行 manage.py cases destroy"),
            )
        whole = [number for number, is_begun in left.items() if not is_begun]
        if whole:
            yield Finding(
                Level.ERROR,
                _("案件 %(numbers)s 列入了销毁登记，但内容完整，还没有销毁") % {"numbers": "、".join(whole)},
                _("运行 manage.py cases destroy：先从登记中撤出，仍符合条件的才销毁"),
            )
    newest = ChainHead.objects.order_by("-day").values_list("day", flat=True).first()
    first = Case.objects.order_by("received_on").values_list("received_on", flat=True).first()
    if first is not None and clock.today() - (newest or first) > LATEST:
        yield Finding(
            Level.WARNING,
            _("事件链的每日签名已有三天以上没有更新"),
            _("核对任务服务是否在运行；运行 manage.py events verify"),
        )
