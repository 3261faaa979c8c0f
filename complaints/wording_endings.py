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
