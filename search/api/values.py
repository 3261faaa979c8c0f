"""Values every answer is made of: texts as sealed, days, instants with their offset, addresses in full.

An empty text is null in an answer: what a source does not state. Where `withheld` stands beside it, null is what the law hides.
"""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from cms.published import Withheld as Hidden
from cms.windows import BEIJING


class Shape(BaseModel):
    """What every part of an answer is: of exactly these fields, in this order."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_beijing(instant: dt.datetime) -> str:
    return instant.astimezone(BEIJING).isoformat(timespec="seconds")


Text = Annotated[str | None, BeforeValidator(lambda value: value or None)]
"""A text, null where there is none."""

Instant = Annotated[
    dt.datetime,
    PlainSerializer(_in_beijing, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-21T16:30:00+08:00"]}),
]
Day = Annotated[dt.date, WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-20"]})]
Address = Annotated[
    str, WithJsonSchema({"type": "string", "format": "uri", "examples": ["https://example.cn/api/v1/"]})
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Withheld(Shape):
    """依法隐去：依据、时间、是否经另一人复核确认。"""

    ground: str = Field(description="依据。", examples=["政府信息公开条例第十五条，个人隐私"])
    at: Instant = Field(description="隐去的时间。")
    confirmed: bool = Field(description="是否已经另一人复核确认。")


def withheld(hidden: Hidden | None) -> Withheld | None:
    """Why something is hidden, None for what is not."""
    return Withheld(ground=hidden.ground, at=hidden.at, confirmed=hidden.confirmed) if hidden else None


class Links(Shape):
    """这项内容及其出处的网址。"""

    self: Address = Field(description="本项内容在接口中的网址。")
    html: Address | None = Field(default=None, description="供人阅读的网页。")
    sources: list[Address] = Field(default=[], description="依据的公告或者文件的网页。")
    seal: Address | None = Field(default=None, description="封存件，可以离线核验。")


def absolute(path: str) -> str:
    """The canonical address of a path."""
    return f"{settings.CANONICAL_ORIGIN}{path}"


def links(api: str, html: str = "", sources: tuple[str, ...] = (), seal: str = "") -> Links:
    """Links from paths; the path in the interface is without its root. A source named twice is one."""
    return Links(
        self=absolute(ROOT + api),
        html=absolute(html) if html else None,
        sources=[absolute(path) for path in dict.fromkeys(filter(None, sources))],
        seal=absolute(f"{seal}seal.json") if seal else None,
    )


ROOT = "/api/v1/"


def plain(value: BaseModel) -> Any:
    """A value as JSON has it."""
    return value.model_dump(mode="json")
