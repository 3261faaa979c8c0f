"""Notices, their windows and the rows of their lists, as the interface gives them."""

from typing import Literal

from pydantic import Field

from search.api.values import Day, Digest, Instant, Links, Shape, Text, Withheld


class Notice(Shape):
    """一份公告，列表中的样子。"""

    id: str = Field(description="永久编号。", examples=["datong.2026.publicity"])
    title: Text = Field(description="标题；被依法隐去的为空。")
    scheme: str = Field(description="奖项代码。", examples=["datong"])
    award_name: str = Field(description="奖项名称。")
    city: str = Field(description="城市。")
    edition: str = Field(description="届次。")
    stage: str = Field(description="环节。")
    stage_type: str = Field(description="环节的类型，如 publicity（公示）、decision（决定）。")
    act: str = Field(description="公告的性质：original 是该环节的公告本身，其余是更正、延长等。")
    publisher: str = Field(description="发布机构。")
    doc_no: Text = Field(description="文号。")
    published_at: Instant = Field(description="发布时间。")
    entry_count: int = Field(description="名单的行数。")
    digest: Digest = Field(description="封存件的摘要。")
    links: Links


class Paragraphs(Shape):
    """公告的一段正文。"""

    key: str = Field(description="是哪一段，如 lead、objection、remedies。")
    paragraphs: list[str] | None = Field(description="各自然段；被依法隐去的为空。")
    withheld: Withheld | None


class Article(Shape):
    """公告依据的一条，照封存时的原文。"""

    ref: str
    label: str
    text: str


class Channel(Shape):
    """提出异议的一个渠道。"""

    kind: str
    label: str
    value: str
    hours: Text
    note: Text


class File(Shape):
    """一个附件。"""

    name: Text
    title: Text
    size: int | None
    media_type: Text
    sha256: Text
    url: str | None
    withheld: Withheld | None


class Act(Shape):
    """公告发布之后的一个事项：更正、延长、办结、依法隐去等。"""

    seq: int
    kind: str
    label: str
    at: Instant
    entry: Text = Field(description="所涉及的条目。")
    reason: Text
    article: Text
    notice: str | None = Field(description="说明此事的公告的网页。")
    before: Text
    after: Text


class CountedDay(Shape):
    """推算中的一天。`number` 是第几个工作日，不计入的为空。"""

    day: Day
    kind: Literal["workday", "weekend", "rest", "makeup", "local_rest", "unknown"]
    name: str
    number: int | None
    source: str


class Window(Shape):
    """一个公示期，现在的状态。"""

    id: str = Field(description="公告的编号；一行名单另有公示期的，后接冒号和该行的标识。")
    notice: str = Field(description="公告的编号。")
    entry: Text = Field(description="一行名单另有公示期的，是该行的标识。")
    phase: Literal["upcoming", "open", "last_day", "closed", "concluded", "ended"] = Field(
        description="未开始、公示中、最后一天、已截止待办结、已办结、随届次终止。"
    )
    first_day: Day | None
    last_day: Day | None = Field(description="最后一天，当日24时（北京时间）截止；暂定的为空。")
    expected_last_day: Day | None = Field(description="暂定的截止日。")
    provisional: bool = Field(description="有关年份的放假安排尚未公布，截止日为暂定。")
    working_days: int = Field(description="共几个工作日。")
    counted: int = Field(description="到今天为止已计几个。")
    remaining: int | None = Field(description="还有几个，含今天。")
    exact: bool = Field(description="办法规定的是固定天数，不是“不少于”。")
    stated: bool = Field(description="办法是否规定了期限。")
    calendar_version: str
    days: list[CountedDay] | None = Field(description="逐日推算；列表中为空。")
    links: Links


class NamedAward(Shape):
    """撤销或者恢复公告所涉及的一项获奖。"""

    no: int
    award: Text = Field(description="获奖记录的编号。")
    reinstated: bool
    edition: str
    tier: Text
    kind: Text
    name: Text
    uscc: Text
    joint_names: list[str]
    unit: Text
    post: Text
    certificate_no: Text
    finding: Text
    ground: Text
    articles: list[str]
    decided_on: Day | None
    barred_through_edition: int | None
    barred_until: Day | None
    withheld: Withheld | None


class NoticeDetail(Notice):
    """一份公告的全部内容，照封存件。名单在 entries 中逐行给出。"""

    stage_key: Text
    title_withheld: Withheld | None = Field(description="标题被依法隐去的，说明依据。")
    index_no: Text = Field(description="索引号。")
    issuing_body: Text = Field(description="发布机构（信息公开要素）。")
    signed_on: Day | None = Field(description="签发日期。")
    disclosure_mode: Text
    subject_class: Text
    issuers: list[str]
    third_party: Text
    media: Text
    scope: Text
    measure: str = Field(description="所依据办法的版本，在接口中的网址。")
    measure_sha256: Digest
    texts: list[Paragraphs]
    basis: list[Article]
    channels: list[Channel]
    objection_handler: Text
    secret_count: int = Field(description="依法不公开的名单行数。")
    files: list[File]
    awards: list[NamedAward]
    acts: list[Act]
    window: Window | None
    entries: str = Field(description="名单在接口中的网址。")
    corrects: str | None = Field(description="所更正的公告的网页。")
    prev_digest: Text


class Entry(Shape):
    """名单的一行。"""

    key: str = Field(description="该行的标识，各公告中相同。")
    no: int = Field(description="序号。")
    kind: Literal["organization", "individual"] | None
    tier: Text
    name: Text
    joint_names: list[str]
    uscc: Text
    post: Text
    unit: Text
    region: Text
    recommender: Text
    industry: Text
    certificate_no: Text
    standing: Literal["listed", "replaced", "struck"] = Field(
        description="在名单中、已由更正后的同一行代替、已移出名单。"
    )
    revised_by: str | None = Field(description="由更正公告补入或者改写的，是该公告的网页。")
    award_status: Literal["revoked", "reinstated", "struck"] | None = Field(
        description="由此所获的奖后来被撤销、恢复或者移出决定的，在此说明。"
    )
    acts: list[Act]
    withheld: Withheld | None
    links: Links
