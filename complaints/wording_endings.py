"""Where an ended case stands, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.endings import Stand

STANDS: Mapping[Stand, str | Promise] = {
    Stand.OPEN: _("尚未办结"),
    Stand.HELD: _("已暂缓销毁"),
    Stand.NO_PERIOD: _("没有设保存期限，继续保存"),
    Stand.KEPT: _("在保存期内"),
    Stand.WANTS_GROUNDS: _("保存期已满，尚无销毁依据"),
    Stand.WANTS_SECOND: _("保存期已满，等待第二人确认"),
    Stand.READY: _("可以销毁"),
}
"""Each stand."""

NEXT: Mapping[Stand, str | Promise] = {
    Stand.HELD: _("办理案件的人员解除暂缓销毁以后，才能登记销毁依据。"),
    Stand.NO_PERIOD: _(
        "这种办结结果还没有设保存期限。设好期限、期限届满以后，在本页登记移交档案机构或者鉴定销毁。"
    ),
    Stand.KEPT: _("“保存至”的日期过后，在本页登记移交档案机构或者鉴定销毁。"),
    Stand.READY: _(
        "请系统管理人员在服务器上先运行 manage.py cases destroy --dry-run，核对编号后再运行 manage.py cases destroy。"
        "销毁以前可以撤回依据；销毁以后无法恢复。"
    ),
}
"""What comes next, where nothing on the page says so itself."""
