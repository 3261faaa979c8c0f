"""One slip in the template for every kind of error about who receives what is filed online."""

from tests.unit.cms.regulation_slips import Slip

ROUTE_SLIPS = [
    Slip(
        name="a receiver that is not listed",
        old='{ body = "operator", basis',
        new='{ body = "mayor", basis',
        path="routes[#2].lines[#2].body",
        code="unknown_receiver",
        sentence=(
            "“mayor”不是 [[bodies]] 中的机构标识，也不是 operator（主办单位）。已有：government、office、"
            "supervision_group、county_government、operator。请改正。"
        ),
    ),
    Slip(
        name="a body named like the operator",
        old='key = "county_government"',
        new='key = "operator"',
        path="bodies[operator].key",
        code="reserved_key",
        sentence="“operator”专指网站主办单位，不能用作办法中机构的标识。请换一个。",
    ),
    Slip(
        name="articles for a commitment",
        old='{ body = "operator", basis = "commitment" }',
        new='{ body = "operator", basis = "commitment", articles = ["9"] }',
        path="routes[#2].lines[#2].articles",
        code="commitment_cites",
        sentence="平台承诺不引条款，这里引了“9”。请改正：办法有规定的写 measure，没有规定的删去条款。",
    ),
    Slip(
        name="a receiver by rule without an article",
        old='{ body = "operator", basis = "commitment" }',
        new='{ body = "operator", basis = "measure" }',
        path="routes[#2].lines[#2].basis",
        code="measure_without_article",
        sentence="“operator”写明依据是办法，却没有条款。请补上 articles；办法没有规定的写 commitment。",
    ),
    Slip(
        name="a receiver by rule behind a commitment",
        old='{ body = "operator", basis = "commitment" },',
        new='{ body = "operator", basis = "commitment" }, { body = "office", basis = "measure", articles = ["3"] },',
        path="routes[#2].lines[#3].basis",
        code="measure_after_commitment",
        sentence="“office”依据办法，却排在平台承诺之后。请把办法规定的机构排在前面。",
    ),
    Slip(
        name="a choice between one body",
        old='alternatives = ["office", "supervision_group"]',
        new='alternatives = ["office"]',
        path="routes[#1].alternatives[#1]",
        code="no_alternative",
        sentence=(
            "“office”不能供举报人选择：只能选办法规定的机构，不重复，至少两个。"
            "可写：office、supervision_group。请改正。"
        ),
    ),
    Slip(
        name="the measure's own receiver left out",
        old='{ body = "supervision_group", basis = "measure", articles = ["9"] },\n    { body = "operator"',
        new='{ body = "office", basis = "measure", articles = ["3"] },\n    { body = "operator"',
        path="routes[#2].lines",
        code="recipient_left_out",
        sentence=(
            "办法规定由“supervision_group”受理，这里既没有把它排在最前，也没有列入 alternatives。请改正。"
        ),
        offset=-1,
    ),
]
