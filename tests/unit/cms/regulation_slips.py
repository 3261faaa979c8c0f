"""One slip in the template of a measure for every kind of error, and what the reader is told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """The passage of the template, what stands there instead, and the finding: path, kind, sentence.

    `offset` is counted in lines from the passage; None means that the finding speaks of the whole file.
    """

    name: str
    old: str
    new: str
    path: str
    code: str
    sentence: str
    offset: int | None = 0


SLIPS = [
    Slip(
        name="number for words",
        old='title = "示例市质量奖管理办法（示例）"',
        new="title = 7",
        path="instrument.title",
        code="string_type",
        sentence="应为文字，现为数字 7。请把内容写在引号里。",
    ),
    Slip(
        name="words for a number",
        old="validity_years = 5                            # 有效期的年数",
        new='validity_years = "五"  #',
        path="instrument.validity_years",
        code="int_type",
        sentence="应为整数，现为文字“五”。请只写数字，不加引号和小数点。",
    ),
    Slip(
        name="words for yes or no",
        old="evidence_required = true",
        new='evidence_required = "是"',
        path="complaints.evidence_required",
        code="bool_type",
        sentence="应为“是”或“否”，现为文字“是”。请写 true 或 false，不加引号。",
    ),
    Slip(
        name="words for a date",
        old="effective_on = 2024-02-01 ",
        new='effective_on = "2024年2月1日" ',
        path="instrument.effective_on",
        code="date_type",
        sentence="应为日期，现为文字“2024年2月1日”。请写作 2022-01-07，不加引号。",
    ),
    Slip(
        name="a quoted date that does not exist",
        old="printed_on = 2024-01-05 ",
        new='printed_on = "2024-13-01" ',
        path="instrument.printed_on",
        code="date_type",
        sentence="应为日期，现为文字“2024-13-01”。请写作 2022-01-07，不加引号。",
    ),
    Slip(
        name="an instant for a date",
        old="signed_on = 2024-01-05 ",
        new="signed_on = 2024-01-05T08:00:00 ",
        path="instrument.signed_on",
        code="date_type",
        sentence="应为日期，现为时间 2024-01-05T08:00:00。请写作 2022-01-07，不加引号。",
    ),
    Slip(
        name="a date long ago",
        old="published_on = 2024-01-06 ",
        new="published_on = 0202-01-06 ",
        path="instrument.published_on",
        code="day_out_of_range",
        sentence="日期应在 1949-10-01 — 2199-12-31 之间，现为日期 0202-01-06。请核对年份。",
    ),
    Slip(
        name="one word for a list",
        old='kinds = ["organization", "individual"]        #',
        new='kinds = "organization"  #',
        path="award.kinds",
        code="tuple_type",
        sentence='应为数组，现为文字“organization”。请写在方括号里，如 ["3"]。',
    ),
    Slip(
        name="a number for a table",
        old=(
            'cycle = { years = 2, wording = "每两年评选一次", approximate = false, articles = ["2"] }     #'
        ),
        new="cycle = 2  #",
        path="award.cycle",
        code="model_type",
        sentence="应为一张表，现为数字 2。请按模板写成 [表名] 或 { 项目 = 内容 }。",
    ),
    Slip(
        name="a number for a mapping",
        old='cites.supervision_group_by = ["9"]',
        new="cites = 9",
        path="review.cites",
        code="dict_type",
        sentence="应为一张表，现为数字 9。请按模板写成 { 项目 = 内容 }。",
    ),
    Slip(
        name="none of the choices",
        old='kind = "normative_document"  ',
        new='kind = "办法"  ',
        path="instrument.kind",
        code="literal_error",
        sentence="只能填 normative_document、government_rule，现为文字“办法”。请选其中一个。",
    ),
    Slip(
        name="another version of the form",
        old="schema_version = 1 ",
        new="schema_version = 9 ",
        path="schema_version",
        code="literal_error",
        sentence="只能填 1，现为数字 9。请选其中一个。",
    ),
    Slip(
        name="no days",
        old="period = { working_days = 5,",
        new="period = { working_days = 0,",
        path="stages[proposed_winner_publicity].period.working_days",
        code="greater_than_equal",
        sentence="不得小于 1，现为数字 0。请改正。",
    ),
    Slip(
        name="too many points",
        old="total = 1000",
        new="total = 10000000",
        path="scoring.total",
        code="less_than_equal",
        sentence="不得大于 1000000，现为数字 10000000。请改正。",
    ),
    Slip(
        name="a missing and an unknown field",
        old='title = "总则"',
        new='colour = "总则"',
        path="text.chapters[1].title",
        code="missing",
        sentence="缺少必填项目“title”。请在这张表里补上。",
    ),
    Slip(
        name="a missing field",
        old='trigger = "有较轻违规的"',
        new="",
        path="rectification.trigger",
        code="missing",
        sentence="缺少必填项目“trigger”。请在这张表里补上。",
        offset=-2,
    ),
    Slip(
        name="a missing field of the whole file",
        old='city = "示例市" ',
        new="",
        path="city",
        code="missing",
        sentence="缺少必填项目“city”。请在这张表里补上。",
        offset=None,
    ),
    Slip(
        name="an unknown field",
        old='condition = "获奖后"',
        new='conditions = "获奖后"',
        path="revocation.cases[single].conditions",
        code="extra_forbidden",
        sentence="没有名为“conditions”的项目。请核对拼写，不需要就删去。",
    ),
    Slip(
        name="an empty list",
        old='subjects = ["organization", "individual"]',
        new="subjects = []",
        path="revocation.cases[single].subjects",
        code="too_short",
        sentence="至少要有 1 项。请补上。",
    ),
    Slip(
        name="no words",
        old='topic = "受理名单公示期限"',
        new='topic = ""',
        path="silences[#1].topic",
        code="string_too_short",
        sentence="不能是空的。请填写内容；办法没有规定的，整行删去。",
    ),
    Slip(
        name="blanks",
        old='topic = "受理名单公示期限"',
        new='topic = "　 "',
        path="silences[#1].topic",
        code="blank",
        sentence="不能只有空格。请填写内容；办法没有规定的，整行删去。",
    ),
    Slip(
        name="an article in words",
        old='cites.interpreter = ["11"]',
        new='cites.interpreter = ["第十一条"]',
        path="instrument.cites.interpreter[#1]",
        code="bad_ref",
        sentence=(
            "条款号应写作“18”（第十八条）或“18(8)”（第十八条第八项），现为文字“第十一条”。请用半角括号改写。"
        ),
    ),
    Slip(
        name="a key in Chinese",
        old='key = "regular_visit"',
        new='key = "巡访"',
        path="supervision[巡访].key",
        code="bad_key",
        sentence="标识只能用小写英文字母、数字和下划线，以字母开头，现为文字“巡访”。请改写。",
    ),
    Slip(
        name="a slug in Chinese",
        old='slug = "proposed-winners"',
        new='slug = "拟获奖"',
        path="stages[proposed_winner_publicity].slug",
        code="bad_slug",
        sentence=("网址名只能用小写英文字母、数字和连字符，现为文字“拟获奖”。请改写，如 proposed-winners。"),
    ),
    Slip(
        name="a code with a blank",
        old='code = "moban" ',
        new='code = "Mo Ban" ',
        path="code",
        code="bad_code",
        sentence=(
            "办法代号应为 2 至 31 位小写英文字母、数字或连字符，以字母开头，现为文字“Mo Ban”。请改写。"
        ),
    ),
    Slip(
        name="a short division code",
        old='division_code = "000000"',
        new='division_code = "1402"',
        path="division_code",
        code="bad_division",
        sentence='行政区划代码应为 6 位数字，现为文字“1402”。请写在引号里，如 "140200"。',
    ),
    Slip(
        name="articles for a field that is none",
        old='cites.legal_basis = ["1"]',
        new='cites.legal_base = ["1"]',
        path="instrument.cites.legal_base",
        code="unknown_cited_field",
        sentence=(
            "cites 中的“legal_base”不是这张表的项目。可写：amended、disclosure、doc_no、effective"
            "_on、effective_wording、expires_on、fees、interpreter、issuer、kind、legal_basis、pr"
            "inted_on、published_on、repeals、signed_on、third_party_review、title、validity_year"
            "s。请改正。"
        ),
    ),
    Slip(
        name="an article that is not in the text",
        old='cites.legal_basis = ["1"]',
        new='cites.legal_basis = ["1", "99"]',
        path="instrument.cites.legal_basis[#2]",
        code="unknown_article",
        sentence="条款“99”在全文 [text] 中找不到。请核对条款号，或补全全文。",
    ),
    Slip(
        name="an item that is not in the text",
        old='accidents = ["质量", "安全"], articles = ["10(2)"]',
        new='accidents = ["质量", "安全"], articles = ["10(7)"]',
        path="revocation.cases[single].grounds[major_accident].articles[#1]",
        code="unknown_article",
        sentence="条款“10(7)”在全文 [text] 中找不到。请核对条款号，或补全全文。",
    ),
    Slip(
        name="a body that is not listed",
        old='issuer = "office"',
        new='issuer = "mayor"',
        path="rectification.issuer",
        code="unknown_body",
        sentence=(
            "“mayor”不是 [[bodies]] 中的机构标识。已有：government、office、supervision_group、co"
            "unty_government。请改正或补上这个机构。"
        ),
    ),
    Slip(
        name="a tier that is not listed",
        old='tiers = ["award"] ',
        new='tiers = ["award", "gold"] ',
        path="reapplication.tiers[#2]",
        code="unknown_tier",
        sentence=("“gold”不是 [[award.tiers]] 中的等次标识。已有：award、nominee。请改正或补上这个等次。"),
    ),
    Slip(
        name="a stage that is not listed",
        old='before = "proposed_winner_publicity" ',
        new='before = "vote" ',
        path="consultation.before",
        code="unknown_stage",
        sentence=(
            "“vote”不是 [[stages]] 中的环节标识。已有：application_notice、acceptance_list、candi"
            "date_list、proposed_winner_publicity、commendation_decision、revocation_announcement"
            "。请改正或补上这个环节。"
        ),
    ),
    Slip(
        name="a stage that comes later",
        old='after = ["acceptance_list"]',
        new='after = ["commendation_decision"]',
        path="stages[candidate_list].after[#1]",
        code="not_an_earlier_stage",
        sentence=(
            "after 只能写排在前面的环节，“commendation_decision”不在其中。前面的环节：application"
            "_notice、acceptance_list。请改正，或调整环节的先后。"
        ),
    ),
    Slip(
        name="a case that is not listed",
        old='cases = ["single"], ',
        new='cases = ["other"], ',
        path="stages[revocation_announcement].requires[verified].cases[#1]",
        code="unknown_case",
        sentence="“other”不是 [[revocation.cases]] 中的情形标识。已有：single。请改正。",
    ),
    Slip(
        name="a slug used twice",
        old='slug = "candidate-list"',
        new='slug = "acceptance-list"',
        path="stages[candidate_list].slug",
        code="doubled_key",
        sentence="“acceptance-list”前面已经用过。请换一个不同的值，或删去重复的一处。",
    ),
    Slip(
        name="a stage named twice",
        old='key = "candidate_list"',
        new='key = "acceptance_list"',
        path="stages[#3].key",
        code="doubled_key",
        sentence="“acceptance_list”前面已经用过。请换一个不同的值，或删去重复的一处。",
    ),
    Slip(
        name="a body named twice",
        old='key = "county_government"',
        new='key = "office"',
        path="bodies[#4].key",
        code="doubled_key",
        sentence="“office”前面已经用过。请换一个不同的值，或删去重复的一处。",
    ),
    Slip(
        name="an article left out",
        old="no = 7\nchapter = 2",
        new="no = 8\nchapter = 2",
        path="text.articles[#7].no",
        code="article_out_of_order",
        sentence="条号应为 7，现为 8。请按 1、2、3 的顺序写全，不跳号、不重号。",
    ),
    Slip(
        name="a chapter that is not listed",
        old="no = 7\nchapter = 2",
        new="no = 7\nchapter = 9",
        path="text.articles[7].chapter",
        code="unknown_chapter",
        sentence="第 9 章没有列在 [[text.chapters]] 中。已有：1、2、3、4。请改正或补上这一章。",
        offset=1,
    ),
    Slip(
        name="an item numbered twice",
        old='{ item = 2, text = "（二）组织近3年',
        new='{ item = 1, text = "（二）组织近3年',
        path="text.articles[4].paragraphs[#3].item",
        code="doubled_key",
        sentence="“1”前面已经用过。请换一个不同的值，或删去重复的一处。",
    ),
]
