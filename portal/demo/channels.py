"""Contacts of the five offices: numbers nobody has (0000000), an invented street, addresses under .example."""

from dataclasses import dataclass

from portal.demo.office import Channel

HOURS = "工作日 8:30—12:00，14:30—18:00"


@dataclass(frozen=True)
class Place:
    """A city as its contacts name it: code, area code of the telephone, how its name is spelled in an address."""

    code: str
    area: str
    name: str


PLACES = (
    Place("datong", "0352", "大同市"),
    Place("taiyuan", "0351", "太原市"),
    Place("xinzhou", "0350", "忻州市"),
    Place("hohhot", "0471", "呼和浩特市"),
    Place("yuncheng", "0359", "运城市"),
)


def channels_of(place: Place, *, office: str, recipient: str) -> tuple[Channel, ...]:
    """Every channel of one city. :param office: who takes objections. :param recipient: who takes complaints."""
    address = f"{place.name}示例路1号"
    return (
        Channel("phone", f"{place.area}-0000000（示例号码）", HOURS, note=f"{office}值班电话"),
        Channel(
            "post",
            f"{address}（示例地址），{office}收，邮编000000",
            note="信封注明“质量奖异议”，以邮戳日期为准",
        ),
        Channel("desk", f"{address}101室（示例地址）", HOURS, note="可以当面提出，由工作人员记录"),
        Channel("email", f"yiyi@{place.code}.example", note="以发出时间为准"),
        Channel("phone", f"{place.area}-0000001（示例号码）", HOURS, purpose="complaint", note=recipient),
        Channel("post", f"{address}（示例地址），{recipient}收，邮编000000", purpose="complaint"),
        Channel("phone", f"{place.area}-0000002（示例号码）", HOURS, purpose="enquiry", note="申报咨询"),
    )
