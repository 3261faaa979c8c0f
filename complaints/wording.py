"""Why a channel takes nothing, in words: for somebody who came to file, and for the office that can mend it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.selectors.channel import Shut

CLOSED_FOR_PUBLIC: dict[Shut, str | Promise] = {
    Shut.NO_MEASURE: _("还没有载入这个城市的办法。"),
    Shut.NO_KEYS: _("尚未开通。"),
    Shut.NOT_PINNED: _("尚未开通。"),
    Shut.REROUTED: _("受理机构有变动，正在核对。"),
    Shut.ROSTER: _("受理人员名册没有通过核对，已停止接收。"),
    Shut.NOBODY: _("现在没有能够受理的人员。"),
    Shut.ALL_INTERESTED: _("受理人员的安排还没有落实。"),
}
"""One short sentence each, the same for everybody. None says who or how many."""

CLOSED_FOR_OFFICE: dict[Shut, str | Promise] = {
    Shut.NO_MEASURE: _("尚未载入办法，网上投诉举报渠道不能开通。"),
    Shut.NO_KEYS: _(
        "网上投诉举报渠道尚未开通：本机没有渠道的密钥文件，或者读不出。公众经电话、信函和现场提出。"
    ),
    Shut.NOT_PINNED: _(
        "网上投诉举报渠道尚未开通：受理机构还没有在服务器上登记。公众经电话、信函和现场提出。"
    ),
    Shut.REROUTED: _(
        "网上投诉举报渠道已关闭：办法写的受理机构与服务器上登记的不同。请服务器管理人员核对后重新登记。"
    ),
    Shut.ROSTER: _(
        "网上投诉举报渠道已关闭：受理人员名册没有通过核对。请服务器管理人员运行 manage.py doctor 查看。"
    ),
    Shut.NOBODY: _("网上投诉举报渠道已关闭：受理机构没有可用的密钥成员。请设立或补充成员。"),
    Shut.ALL_INTERESTED: _(
        "网上投诉举报渠道已关闭：每个受理人员都申报了有利害关系的单位，有的名单可能无人受理。"
        "请补充没有利害关系的成员。"
    ),
}
"""For the operator's list of what is missing."""
