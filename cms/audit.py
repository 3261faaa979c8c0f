"""The office's verbs in Wagtail's audit log. Entries carry public ids and reasons, never a row of a list."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

VERBS = {
    "gongshi.measure.accept": _("载入办法"),
    "gongshi.edition.open": _("开设届次"),
    "gongshi.list.make": _("生成名单版本"),
    "gongshi.import.start": _("上传表格"),
    "gongshi.import.confirm": _("确认导入表格"),
    "gongshi.import.abandon": _("放弃导入表格"),
    "gongshi.list.prune": _("清理无用的名单版本"),
    "gongshi.file.store": _("上传附件"),
    "gongshi.file.remove": _("删去草稿的附件"),
    "gongshi.act.record": _("登记前置事项"),
    "gongshi.act.withdraw": _("撤回前置事项登记"),
    "gongshi.block.override": _("说明理由后继续"),
    "gongshi.block.override_withdraw": _("撤回说明理由后继续"),
    "gongshi.hit.clear": _("排除误报"),
    "gongshi.file.confirm": _("确认附件不含个人信息"),
    "gongshi.scheme.configure": _("修改奖项设置"),
    "gongshi.account.assign": _("设定账号的用户组和限定范围"),
    "gongshi.notice.clear": _("批准公告"),
    "gongshi.notice.seal": _("发布并封存公告"),
    "gongshi.notice.schedule_refused": _("定时发布未成"),
    "gongshi.notice.reschedule": _("改定发布时间"),
    "gongshi.window.move": _("变更公示期"),
    "gongshi.window.conclude": _("公示办结"),
    "gongshi.leaf.withhold": _("紧急隐去"),
    "gongshi.leaf.confirm": _("确认隐去"),
    "gongshi.leaf.reverse": _("撤回隐去"),
    "gongshi.notice.name_awards": _("选择撤销、恢复公告所涉奖项"),
    "gongshi.register.award": _("登记获奖记录"),
    "gongshi.register.revoke": _("登记撤销奖项"),
    "gongshi.register.reinstate": _("登记恢复奖项"),
    "gongshi.history.enter": _("补录上线前记录"),
    "gongshi.history.confirm": _("确认上线前记录"),
    "gongshi.history.reject": _("退回上线前记录"),
    "gongshi.history.declare": _("声明历届获奖情况已补录完整"),
    "gongshi.history.retract": _("撤回补录完整的声明"),
    "gongshi.external.import": _("导入其他奖项的获奖情况"),
    "gongshi.follow_up.record": _("登记获奖后监督情况"),
    "gongshi.referral.begin": _("按监督转办起草公告"),
    "gongshi.referral.close": _("登记监督转办的办理情况"),
    "gongshi.dossier.export": _("导出届次档案"),
}


def record(instance: Any, verb: str, *, by: Any, **data: Any) -> None:
    """Append to the audit log in the caller's transaction. `verb` is a key of VERBS."""
    log(instance=instance, action=verb, user=by, data=data)


def register(actions: Any) -> None:
    """Tell Wagtail how each verb reads (hook `register_log_actions`)."""
    for verb, label in VERBS.items():
        actions.register_action(verb, label, label)
