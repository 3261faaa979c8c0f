"""The columns of a notice's list: from the measure and the stage, so that a template never asks for what they do not know.

Headings are data of the file format and stay Chinese in every language; the explanations are message ids.
"""

from cms.regulation.conduct import Criterion
from cms.regulation.rules.acts import asks_for_more, is_first_list, own_publicities
from cms.regulation.rules.case import names_winners
from cms.regulation.rules.rows import REQUIRED
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation, Stage
from cms.spreadsheets.columns import BOTH, INDIVIDUAL, ORGANIZATION, Column, Holds

KIND_WORDS: dict[str, tuple[str, ...]] = {
    "organization": ("组织", "单位", "企业"),
    "individual": ("个人", "自然人"),
}
NATURE_WORDS: dict[str, tuple[str, ...]] = {
    "enterprise": ("企业", "企业或其负责人", "企业负责人"),
    "public_institution": (
        "机关事业单位",
        "机关、事业单位",
        "机关、事业单位或其工作人员",
        "机关",
        "事业单位",
    ),
    "other": ("其他",),
}

CHECK_PREFIX = "eligibility:"
"""Before the key of a condition in the name of its column: `eligibility:organization.operating_years`."""

OWN_FIRST, OWN_LAST, OWN_CLEAR = "own_first_day", "own_last_day", "own_no_objection"


def list_columns(regulation: Regulation, stage: Stage) -> tuple[Column, ...]:
    """The columns of a stage's list, in the order of the template."""
    return (
        *_identity(regulation, stage),
        *_recommendation(regulation),
        *_nature(regulation),
        *_joint(regulation),
        *_certificate(stage),
        *_own_publicity(regulation, stage),
        *_checks(regulation, stage),
        Column(
            name="withheld",
            headings=("依法不公开",),
            holds=Holds.YES_NO,
            help=_("依法不公开的填“是”：只计数，不公布。除类别和奖项等次外，这一行的其他各栏都要留空。"),
        ),
    )


def _kinds_requiring(name: str) -> tuple[str, ...]:
    return tuple(kind for kind, columns in REQUIRED.items() if name in columns)


def _identity(regulation: Regulation, stage: Stage) -> tuple[Column, ...]:
    award = regulation.award
    tiers = {tier.key: (tier.name,) for tier in award.tiers}
    winners = names_winners(regulation, stage)
    # With a single tier an empty cell can mean nothing else.
    tier_needed = winners and len(tiers) > 1
    return (
        Column(
            name="no",
            headings=("序号", "编号", "序次"),
            holds=Holds.IGNORED,
            help=_("可填可不填，系统按行的先后重新编号。"),
        ),
        Column(
            name="kind",
            headings=("类别", "组织或个人", "申报类别", "kind"),
            holds=Holds.CHOICE,
            required=BOTH,
            heading_needed=True,
            choices={kind: KIND_WORDS[kind] for kind in award.kinds},
            help=_("这一条是组织还是个人。"),
            articles=award.articles_for("kinds"),
        ),
        Column(
            name="tier",
            headings=("奖项等次", "奖项", "等次", "拟授奖项", "tier"),
            holds=Holds.CHOICE,
            required=BOTH if tier_needed else (),
            heading_needed=tier_needed,
            choices=tiers,
            help=_("办法规定的奖项等次。") if winners else _("办法规定的奖项等次，尚未确定的留空。"),
            articles=tuple(award.tiers[0].articles),
        ),
        Column(
            name="name",
            headings=(
                "名称（姓名）",
                "单位名称或姓名",
                "名称",
                "单位名称",
                "组织名称",
                "企业名称",
                "姓名",
                "申报单位（个人）",
                "name",
            ),
            required=(ORGANIZATION,),
            heading_needed=True,
            help=_("组织写证照上的全称，个人写姓名。"),
        ),
        Column(
            name="uscc",
            headings=("统一社会信用代码", "社会信用代码", "信用代码", "uscc"),
            holds=Holds.CODE,
            required=tuple(kind for kind in (ORGANIZATION,) if kind in _kinds_requiring("uscc")),
            heading_needed="organization" in award.kinds,
            longest=40,
            only_for=ORGANIZATION,
            help=_("只填组织的，18 位，设为文本格式。个人留空。"),
        ),
        Column(
            name="unit",
            headings=("工作单位", "所在单位", "unit"),
            required=(INDIVIDUAL,),
            heading_needed="individual" in award.kinds and "organization" not in award.kinds,
            only_for=INDIVIDUAL,
            help=_("只填个人的。"),
        ),
        Column(
            name="post",
            headings=("职务", "职务（岗位）", "职务职称", "post"),
            required=(INDIVIDUAL,),
            longest=120,
            only_for=INDIVIDUAL,
            help=_("只填个人的。"),
        ),
        Column(
            name="district",
            headings=("所在县（市、区）", "所在县区", "县（市、区）", "所在地", "district"),
            longest=60,
            help=_("便于社会辨认，请尽量填写。"),
        ),
        Column(
            name="industry",
            headings=("行业", "所属行业", "industry"),
            longest=120,
            help=_("按国民经济行业分类写名称。"),
        ),
    )


def _recommendation(regulation: Regulation) -> tuple[Column, ...]:
    application = regulation.application
    bodies = application.recommended_by if application else ()
    asked = application.articles_for("recommended_by") if application and bodies else ()
    recommender = Column(
        name="recommender",
        headings=("推荐单位", "推荐部门", "recommender"),
        required=BOTH if bodies else (),
        heading_needed=bool(bodies),
        help=_("推荐单位的全称。") if bodies else _("有推荐单位的填写全称。"),
        articles=asked,
    )
    if not bodies:
        return (recommender,)
    kinds = Column(
        name="recommender_body",
        headings=("推荐单位类别", "recommender_body"),
        holds=Holds.CHOICE,
        choices={key: (regulation.body(key).name,) for key in bodies},
        help=_("推荐单位属于办法所说的哪一类。"),
        articles=asked,
    )
    return recommender, kinds


def _nature(regulation: Regulation) -> tuple[Column, ...]:
    consultation = regulation.consultation
    if consultation is None:
        return ()
    return (
        Column(
            name="nature",
            headings=("单位性质", "nature"),
            holds=Holds.CHOICE,
            choices=NATURE_WORDS,
            help=_("决定征求哪些部门意见。组织可以留空，由代码判断；个人按所在单位填写。"),
            articles=tuple(consultation.articles),
        ),
    )


def _joint(regulation: Regulation) -> tuple[Column, ...]:
    eligibility = regulation.eligibility
    if eligibility.joint_max is None:
        return ()
    return (
        Column(
            name="joint_names",
            headings=("共同申报人", "joint_names"),
            holds=Holds.NAMES,
            only_for=INDIVIDUAL,
            help=_("两人以上共同申报的，写全部姓名，用顿号隔开。"),
            articles=eligibility.articles_for("joint_max"),
        ),
        Column(
            name="group_entry",
            headings=("质量科研、攻关小组", "group_entry"),
            holds=Holds.YES_NO,
            only_for=INDIVIDUAL,
            help=_("属于办法允许共同申报的小组的填“是”。"),
            articles=eligibility.articles_for("joint_max"),
        ),
    )


def _certificate(stage: Stage) -> tuple[Column, ...]:
    if stage.type != "decision":
        return ()
    return (
        Column(
            name="certificate_no",
            headings=("证书编号", "证书号", "certificate_no"),
            holds=Holds.CODE,
            longest=60,
            help=_("已编号的填写，设为文本格式。"),
        ),
    )


def _own_publicity(regulation: Regulation, stage: Stage) -> tuple[Column, ...]:
    inner = own_publicities(regulation, stage)
    if not inner:
        return ()
    articles = tuple(inner[0].articles)
    return (
        Column(
            name=OWN_FIRST,
            headings=("内部公示开始日期", "内部公示开始日"),
            holds=Holds.DATE,
            help=_("申报单位内部公示的第一天。已统一登记的可以不填。"),
            articles=articles,
        ),
        Column(
            name=OWN_LAST,
            headings=("内部公示截止日期", "内部公示结束日期", "内部公示截止日"),
            holds=Holds.DATE,
            help=_("申报单位内部公示的最后一天。"),
            articles=articles,
        ),
        Column(
            name=OWN_CLEAR,
            headings=("内部公示无异议",),
            holds=Holds.YES_NO,
            help=_("内部公示没有异议的填“是”。"),
            articles=articles,
        ),
    )


def checked_criteria(regulation: Regulation, stage: Stage) -> tuple[Criterion, ...]:
    """The conditions whose check may be recorded row by row with this stage's list."""
    if not is_first_list(regulation, stage):
        return ()
    return tuple(c for c in regulation.eligibility.criteria if asks_for_more(c))


def _checks(regulation: Regulation, stage: Stage) -> tuple[Column, ...]:
    return tuple(_check(criterion) for criterion in checked_criteria(regulation, stage))


def check_name(criterion: Criterion) -> str:
    """The name of a condition's column. Both kinds may have a condition of the same key."""
    return f"{CHECK_PREFIX}{criterion.applies_to}.{criterion.key}"


def _check(criterion: Criterion) -> Column:
    who = KIND_WORDS[criterion.applies_to][0]
    if criterion.min_years is not None:
        asked, holds, words = "年数", Holds.WHOLE, _("核对到的整年数。已统一登记的可以不填。")
    elif criterion.max_rank is not None:
        asked, holds, words = "位次", Holds.WHOLE, _("核对到的位次。已统一登记的可以不填。")
    else:
        asked, holds, words = "符合", Holds.CHOICE, _("核对结果：符合填“是”，不符合填“否”，没有核对留空。")
    return Column(
        name=check_name(criterion),
        headings=(f"核对{asked}（{who}）：{criterion.text}",),
        holds=holds,
        choices={"yes": ("是",), "no": ("否",)} if holds is Holds.CHOICE else None,
        help=words,
        articles=tuple(criterion.articles),
        personal=False,
        only_for=criterion.applies_to,
    )
