"""Texts with which handlers begin: what is always said, with gaps for what is not. Data, in the language of the office.

A gap stands in 〔〕. Nothing is sent while one is left (`gaps`). Each text belongs to the writing of a message, an
extension or one move.
"""

import re
from dataclasses import dataclass

GAP = re.compile(r"〔[^〔〕]*〕")


@dataclass(frozen=True)
class Template:
    """One text. `use` is `message`, `extension` or a value of `transitions.Move`.

    `going_on`: only while the case is open; afterwards the reporter can add nothing and nothing is being looked into.
    """

    key: str
    use: str
    title: str
    text: str
    going_on: bool = False


REVIEW = (
    "依照《信访工作条例》第三十五条，您对本处理意见不服的，可以自收到书面答复之日起三十日内，"
    "请求〔本机构的上一级机关、单位〕复查。"
)
"""What a decision on the track of petitions says at its end."""

TEMPLATES = (
    Template(
        "ask_more",
        "message",
        "请补充情况",
        "您反映的情况已经收到。为了核实，请补充：\n〔需要补充的内容，例如时间、地点、经过、能够证明的材料〕\n"
        "请凭查询码回到本渠道提交。不方便补充的，我们按已有材料继续核实。",
        going_on=True,
    ),
    Template(
        "progress",
        "message",
        "告知进展",
        "您反映的情况正在核实。目前的进展是：〔已经做了什么〕。下一步：〔还要做什么，预计何时〕。",
        going_on=True,
    ),
    Template(
        "received_files",
        "message",
        "收到补充材料",
        "您补充的材料已经收到，与原来的材料一并核实。",
        going_on=True,
    ),
    Template(
        "protect",
        "message",
        "保护提醒",
        "请妥善保管查询码，不要告诉他人，也不要在单位的电脑或者网络上查询。"
        "因反映情况受到打击报复的，请立即在这里告诉我们，我们依照规定处理。",
    ),
    Template(
        "accept",
        "accept",
        "属于职责范围",
        "您反映的〔事项〕属于本机构职责范围，决定予以受理。我们将在〔期限〕内办结，情况复杂需要延长的另行告知。",
    ),
    Template(
        "refuse_scope",
        "refuse",
        "不属于职责范围",
        "您反映的〔事项〕不属于本机构职责范围，决定不予受理。依据：〔条款〕。您可以向〔有权处理的机关〕提出。",
    ),
    Template(
        "refuse_unclear",
        "refuse",
        "内容不足以核实",
        "您反映的〔事项〕没有可供核实的具体内容，本机构已于〔日期〕请您补充，至今没有收到，决定不予受理。"
        "以后有新的线索，可以重新提出。",
    ),
    Template(
        "refuse_repeat",
        "refuse",
        "已经处理过",
        "您反映的〔事项〕与〔日期〕已经办结的事项相同，没有新的事实和理由，决定不再受理。",
    ),
    Template(
        "uphold",
        "uphold",
        "情况属实",
        "经核实，您反映的〔事项〕属实。处理意见：〔处理意见〕。依据：〔条款〕。"
        "依照规定需要公布的处理结果，另行公布，不涉及您的情况。感谢您的监督。",
    ),
    Template(
        "dismiss",
        "dismiss",
        "未查实",
        "经核实，您反映的〔事项〕未查实。核实的情况是：〔核实情况〕。您有新的证据，可以重新提出。",
    ),
    Template("review_upheld", "uphold", "信访事项：告知可以申请复查", REVIEW),
    Template("review_dismissed", "dismiss", "信访事项：告知可以申请复查", REVIEW),
    Template(
        "refer_discipline",
        "refer",
        "移送纪检监察机关",
        "您反映的〔事项〕涉及监督执纪或者职务违法问题，依照管辖规定，已于〔日期〕移送〔机关〕处理。"
        "后续情况请向该机关了解。移送的材料不含您的身份信息。",
    ),
    Template(
        "refer_other",
        "refer",
        "移送其他机关",
        "您反映的〔事项〕由〔机关〕主管，已于〔日期〕移送该机关依法处理。移送的材料不含您的身份信息。",
    ),
    Template(
        "extension",
        "extension",
        "延长办理期限",
        "您反映的情况比较复杂：〔原因〕。经负责人批准，办理期限延长三十日，至〔日期〕止。我们会尽早办结。",
    ),
)


def templates_for(use: str, *, ended: bool = False) -> tuple[Template, ...]:
    """The texts for this use, in their order. :param ended: whether the case has ended."""
    return tuple(each for each in TEMPLATES if each.use == use and not (ended and each.going_on))


def template(key: str) -> Template | None:
    """The text of this key, None where there is none."""
    return next((each for each in TEMPLATES if each.key == key), None)


def gaps(text: str) -> tuple[str, ...]:
    """What still has to be filled in, without its brackets."""
    return tuple(found[1:-1] for found in GAP.findall(text))
