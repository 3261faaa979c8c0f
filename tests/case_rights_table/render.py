"""Draws `complaints.rights` as Markdown: every role, act and state, with the reason of every refusal."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from complaints.desk.base import WHY
from complaints.models import CaseState
from complaints.rights import RIGHTS, Act, Role, Why, verdict
from complaints.transitions import State

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "case-rights.md"

ROLES = {
    Role.HANDLER: "受理人员",
    Role.LEAD: "负责人",
    Role.CUSTODIAN: "身份保管人员",
    Role.REPORTER: "举报人",
    Role.ARCHIVIST: "档案管理人员",
    Role.OUTSIDER: "其他人",
}
ACTS = {
    Act.READ: "查看案件",
    Act.PRINT: "打印告知书",
    Act.NOTE: "写内部记录",
    Act.MESSAGE: "给举报人发消息",
    Act.LABEL: "贴私人标签",
    Act.ASSIGN: "确定承办人",
    Act.SET_TRACK: "确定办理途径",
    Act.EXTEND: "延长期限",
    Act.ACCEPT: "受理",
    Act.REFUSE: "不予受理",
    Act.UPHOLD: "认定属实",
    Act.DISMISS: "认定未查实",
    Act.REFER: "移送",
    Act.REMEDY: "转请公示办公室更正",
    Act.ASK_IDENTITY: "申请查看身份",
    Act.DROP_REQUEST: "撤回查看身份的申请",
    Act.CONSENT: "同意或者不同意查看身份",
    Act.RECUSE: "回避",
    Act.TRANSFER: "转交下一机构",
    Act.SEAT: "让新成员参加办理",
    Act.LINK: "关联重复来件",
    Act.MASK: "遮盖",
    Act.REDACT: "永久涂去",
    Act.EXPORT: "导出密封卷宗",
    Act.HOLD: "暂停销毁",
    Act.ANSWER: "补充说明和材料",
    Act.NAME: "留下姓名",
    Act.WITHHOLD: "收回姓名",
    Act.WITHDRAW: "撤回",
    Act.DISPOSE: "移交档案或者销毁",
}

HEAD = """\
# Who may do what to a case

Written by `python -m tests.case_rights_table` from `complaints/rights.py`. The tests fail when this page is older than the
table, when a refusal has no sentence, and when an action or a page answers otherwise than the table says in any state, for
any role.

A right needs two things: standing in this table, and the key. The table decides what is offered and refused in words; the
key decides what can be read at all. So a superuser who gave himself a role would be refused by arithmetic.

`yes` stands where the role may; every other mark names the refusal below.
"""


def marks() -> dict[Why, str]:
    """A short mark for each refusal, in the order they are declared."""
    return {why: f"r{n}" for n, why in enumerate(Why, start=1)}


def page() -> str:
    """The whole page, in the stored language of the names."""
    with translation.override("zh-hans"):
        return "\n".join([HEAD, *_refusals(), *(line for role in Role for line in _role(role))])


def _refusals() -> Iterator[str]:
    yield "## Refusals\n"
    yield "| Mark | Reason | What is read |"
    yield "|---|---|---|"
    for why, mark in marks().items():
        yield f"| {mark} | `{why.value}` | {WHY[why]} |"
    yield ""


def _role(role: Role) -> Iterator[str]:
    yield f"## {ROLES[role]} (`{role.value}`)\n"
    if not RIGHTS[role]:
        yield "Nothing, in no state: recused, of another body, whoever publishes, a superuser. To them there is no case, and"
        yield "every address answers exactly as for one that does not exist.\n"
        return
    yield f"| Act | | {' | '.join(str(CaseState(state).label) for state in State)} |"
    yield f"|---|---|{'---|' * len(State)}"
    for act in Act:
        if act in RIGHTS[role]:
            yield f"| {ACTS[act]} | `{act.value}` | {' | '.join(_mark(role, act, state) for state in State)} |"
    never = [f"`{act.value}`" for act in Act if act not in RIGHTS[role]]
    yield f"\nNever ({marks()[Why.NOT_THE_ROLE]}): {' '.join(never)}\n"


def _mark(role: Role, act: Act, state: State) -> str:
    why = verdict(role, act, state.value).why
    return "yes" if why is None else marks()[why]
