"""Awards and their holders, as the interface gives them."""

from typing import Literal

from pydantic import Field

from search.api.values import Day, Links, Shape, Text, Withheld


class Happening(Shape):
    """获奖之后发生的事项。"""

    kind: Literal["revoked", "reinstated", "struck", "corrected", "changed"] = Field(
        description="撤销、恢复、移出决定、更正、变更。"
    )
    on: Day = Field(description="决定的日期（北京时间）。")
    doc_no: Text = Field(description="文号。")
    links: list[str] = Field(description="说明此事的公告的网页。")


class Award(Shape):
    """一项获奖记录。`verified` 为 false 的是其他奖项，未经核实，照来源原样。"""

    id: str = Field(description="永久编号。", examples=["datong-2026-001"])
    verified: bool = Field(description="是否为本站名册中的记录。false 表示未经核实，不作为任何决定的依据。")
    status: Literal["valid", "expired", "revoked", "struck", "unverified"] = Field(
        description="今天（北京时间）的状态：有效、有效期满、已撤销、已移出决定、未经核实。"
    )
    scheme: Text = Field(description="奖项代码。未经核实的记录没有。", examples=["datong"])
    award_name: str = Field(description="奖项名称。")
    city: Text = Field(description="城市或者地区。")
    edition: Text = Field(description="届次。")
    tier: Text = Field(description="奖项等次。")
    kind: Literal["organization", "individual"] | None = Field(
        description="组织或者个人；未经核实的记录没有。"
    )
    name: Text = Field(description="获奖单位名称或者获奖人姓名。", examples=["大同示例机械有限公司（示例）"])
    joint_names: list[str] = Field(description="共同获奖人。")
    former_names: list[str] = Field(
        description="更正、变更之前记载的名称，按先后顺序；没有更正、变更过的为空。"
    )
    uscc: Text = Field(description="统一社会信用代码。")
    unit: Text = Field(description="获奖个人的工作单位。")
    post: Text = Field(description="获奖个人的职务。")
    region: Text = Field(description="所在县（市、区）。")
    industry: Text = Field(description="行业。")
    certificate_no: Text = Field(description="证书编号。")
    awarded_on: Day | None = Field(description="获奖日期；来源没有写明完整日期的，为空。")
    awarded_text: Text = Field(description="获奖日期，照来源原样。")
    year: int | None = Field(description="获奖年度。")
    doc_no: Text = Field(description="文号。")
    valid_through: Day | None = Field(description="有效期至；办法未规定有效期的，为空。")
    bonus_cny: int | None = Field(description="奖金（元）；没有或者没有写明数额的，为空。")
    origin: Literal["decision", "before_portal", "external"] = Field(
        description="本站发布的表彰决定、上线前记录、其他奖项。"
    )
    decision: Text = Field(description="决定的标题。")
    source: Text = Field(description="出处：上线前记录和未经核实的记录从哪里抄录。")
    note: Text = Field(
        description="出处另外所载的内容，各项写明名称。",
        examples=["级别：市级；原公告所称状态：拟奖；说明：公示期间的报道"],
    )
    happened: list[Happening] = Field(description="获奖之后发生的事项，按先后顺序。")
    withheld: Withheld | None = Field(description="获奖者被依法隐去的，说明依据；否则为空。")
    links: Links


class Organisation(Shape):
    """一个获奖组织，跨奖项、跨年度。代码相同或者名称相同的获奖记录归为一个组织。"""

    id: str = Field(description="统一社会信用代码；没有有效代码的，是由名称得出的编号。")
    uscc: Text = Field(description="统一社会信用代码。")
    name: str = Field(description="最近一次获奖时的名称。")
    award_count: int = Field(description="名册中的获奖次数，包括已撤销的。")
    schemes: list[str] = Field(description="获得过哪些奖项（代码）。")
    first_awarded_on: Day
    last_awarded_on: Day
    links: Links


class OrganisationDetail(Shape):
    """一个获奖组织及其全部获奖记录。由名称得出的编号，其名称只与一个代码同时出现的，给出有该代码的组织。"""

    id: str = Field(description="统一社会信用代码；没有有效代码的，是由名称得出的编号。")
    uscc: Text = Field(description="统一社会信用代码。")
    names: list[str] = Field(description="获奖时用过的名称，最近的在前。")
    awards: list[Award] = Field(description="获奖记录，最近的在前。")
    links: Links
