"""What entries, events, outcomes of routing and moves are called on the desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.reports import Kind, Way
from complaints.routing import Skip
from complaints.transitions import Move

KINDS: dict[Kind, str | Promise] = {
    Kind.ENTRY: _("名单内容"),
    Kind.STAFF: _("人员和程序"),
    Kind.WINNER: _("获奖后的行为"),
    Kind.MARK: _("冒用标识"),
    Kind.OTHER: _("其他"),
}
"""What a report is about, in a word."""

WAYS: dict[Way, str | Promise] = {
    Way.PHONE: _("电话"),
    Way.POST: _("信函"),
    Way.COUNTER: _("当面来访"),
}
"""How a report came that a handler enters."""

FACTS: dict[str, str | Promise] = {
    "entry": _("名单中的条目"),
    "respondent": _("被反映的单位或个人"),
    "happened": _("时间和地点"),
    "concerns": _("举报人勾选的涉及机构和部门"),
    "heard": _("代为录入"),
}
"""What a report says beside its facts."""

ENTRIES: dict[str, str | Promise] = {
    "report": _("举报内容"),
    "answer": _("举报人补充"),
    "evidence": _("举报人提交材料"),
    "withdrawal": _("举报人撤回"),
    "message": _("致举报人的信息"),
    "decision": _("办理决定"),
    "extension": _("延长期限告知"),
    "note": _("内部记录"),
    "link": _("关联案件"),
    "reason": _("申请查看身份的理由"),
    "refusal": _("不同意查看身份的理由"),
    "identity_opened": _("告知举报人：身份信息已被查看"),
    "identity_looked": _("告知举报人：有人查看过，没有留身份信息"),
    "mask": _("遮盖文字"),
    "redaction": _("永久涂去文字"),
    "remedy": _("通知纠正"),
    "recusal": _("回避"),
    "transfer": _("移交"),
    "hold": _("暂缓销毁"),
}
"""Kinds of entries; whoever writes another kind adds it here."""

OTHER_ENTRY = _("其他记录")

LATER = _("办结后又收到反映同一事项的来件，保存期限从当日起重新计算")
"""The event of `complaints.endings.LATER_REPORT`."""

EVENTS: dict[str, str | Promise] = {
    "answer": _("举报人作了补充"),
    "evidence": _("举报人提交了材料"),
    "identity": _("举报人提供了身份"),
    "identity_withheld": _("举报人收回了身份"),
    "identity_asked": _("申请查看身份"),
    "identity_consented": _("同意查看身份"),
    "identity_refused": _("不同意查看身份"),
    "stepped_aside": _("身份保管人员自行回避，所持份额已销毁"),
    "identity_opened": _("查看了身份"),
    "identity_reshared": _("重新分割了身份密钥，没有查看身份"),
    "identity_dropped": _("撤回查看身份的申请"),
    "identity_lapsed": _("查看身份的申请逾期失效"),
    "identity_over": _("查看身份的时间结束"),
    "identity_left": _("查看身份的申请终止：申请人不再持有本案密钥"),
    "identity_replaced": _("查看身份的申请终止：举报人更改或者收回了身份信息"),
    "message": _("致信举报人"),
    "note": _("作了内部记录"),
    "remedy": _("请发布单位纠正"),
    "assigned": _("分派承办人"),
    "track": _("确定办理方式"),
    "extended": _("延长办理期限"),
    "link": _("关联案件"),
    "hold": _("暂缓销毁"),
    "hold_lifted": _("解除暂缓销毁"),
    "recusal": _("办理回避，更换了本案密钥"),
    "transfer": _("移交，更换了本案密钥"),
    "seated": _("给后来的成员补发本案密钥"),
    "rekeyed": _("因人员或其密钥变动，更换了本案密钥"),
    "mask": _("遮盖文字或文件"),
    "redaction": _("永久涂去文字"),
    "export": _("导出案卷"),
    "download": _("下载原件"),
}
"""What stands in the sealed detail of an event of the kind `entry`; whoever records another adds it here."""

OTHER_EVENT = _("其他办理")

MOVES: dict[Move, str | Promise] = {
    Move.ACCEPT: _("予以受理"),
    Move.REFUSE: _("不予受理"),
    Move.UPHOLD: _("认定属实并办结"),
    Move.DISMISS: _("认定未查实并办结"),
    Move.REFER: _("移送有权机关"),
    Move.WITHDRAW: _("撤回"),
}

MOVE_HELP: dict[Move, str | Promise] = {
    Move.ACCEPT: _(
        "案件转为“已受理”。信访事项的法定办结期限从受理之日起算，其余期限从收到之日起算。举报人看到下面的文字。"
    ),
    Move.REFUSE: _("案件办结。写明理由和举报人还可以向谁提出；不再阻止公示办结。"),
    Move.UPHOLD: _(
        "案件办结。写明认定的情况和处理意见，注意不要透露被举报人的个人隐私和办案细节；不再阻止公示办结。"
    ),
    Move.DISMISS: _("案件办结。写明做了哪些核实、为什么没有查实；不再阻止公示办结。"),
    Move.REFER: _("案件在本渠道办结。写明移送哪个机关，材料不含举报人身份；不再阻止公示办结。"),
}
"""What follows from a decision, for whoever takes it."""

SKIPPED: dict[str, str | Promise] = {
    Skip.BODY_CONCERNED: _("举报涉及该机构"),
    Skip.UNIT_CONCERNED: _("举报涉及其所在部门"),
    Skip.RECUSED: _("已回避"),
    Skip.INTERESTED: _("申报有利害关系"),
    Skip.NOBODY_LEFT: _("没有可以受理的人员"),
}
"""Why a body or a member was passed over when the report came in."""
