"""What goes wrong, as RFC 9457 problem details: a title in Chinese for people, a code in English for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field

from search.api.parameters import Fault

MEDIA_TYPE = "application/problem+json"


class ProblemParameter(BaseModel):
    """One parameter that cannot be answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameter: str = Field(description="参数的名称。", examples=["limit"])
    code: str = Field(description="供程序判断的代码。", examples=["bad_value"])
    detail: str = Field(description="说明。", examples=["参数“limit”应是1至200的整数。"])


class Problem(BaseModel):
    """出错时的回答（RFC 9457）。"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(
        description="这类问题的说明所在网址。", examples=["https://example.cn/api/v1/#bad_request"]
    )
    title: str = Field(description="是什么问题。", examples=["请求的参数有误"])
    status: int = Field(description="HTTP 状态码。", examples=[400])
    code: str = Field(description="供程序判断的代码。", examples=["bad_request"])
    detail: str = Field(description="怎样改正。", examples=["请按 errors 所列逐项改正。"])
    errors: list[ProblemParameter] = Field(default=[], description="逐项说明；不是参数有误的，为空。")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its code, its status, what it is and what to do."""

    code: str
    status: HTTPStatus
    title: str
    detail: str


BAD_REQUEST = Kind("bad_request", HTTPStatus.BAD_REQUEST, "请求的参数有误", "请按 errors 所列逐项改正。")
NOT_FOUND = Kind("not_found", HTTPStatus.NOT_FOUND, "没有这项内容", "请核对网址。各类内容的网址见接口说明。")
NOT_ALLOWED = Kind(
    "method_not_allowed", HTTPStatus.METHOD_NOT_ALLOWED, "接口只供读取", "请用 GET 或者 HEAD。"
)
NOT_ACCEPTABLE = Kind(
    "not_acceptable",
    HTTPStatus.NOT_ACCEPTABLE,
    "没有所要求的格式",
    "请求头 Accept 应当接受 application/json；批量下载的文件应当接受 application/gzip。",
)
TOO_MANY = Kind(
    "too_many_requests",
    HTTPStatus.TOO_MANY_REQUESTS,
    "请求过于频繁",
    "请按 Retry-After 所示的秒数等候。需要全部数据的，请使用批量下载。",
)
UNAVAILABLE = Kind(
    "index_unavailable",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "检索暂时不可用",
    "检索用的索引暂时读不出。本站其他内容不受影响。请按 Retry-After 所示的秒数等候后再试。",
)
KINDS = (BAD_REQUEST, NOT_FOUND, NOT_ALLOWED, NOT_ACCEPTABLE, TOO_MANY, UNAVAILABLE)


@dataclass(frozen=True)
class ProblemError(Exception):
    """An answer that is a problem. `headers` go with it."""

    kind: Kind
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, page: str) -> Problem:
        """The answer; `page` is the address of the documentation."""
        return Problem(
            type=f"{page}#{self.kind.code}",
            title=self.kind.title,
            status=self.kind.status.value,
            code=self.kind.code,
            detail=self.kind.detail,
            errors=[ProblemParameter(**vars(fault)) for fault in self.faults],
        )


def refused(faults: Iterable[Fault]) -> ProblemError:
    """A 400 with every fault."""
    return ProblemError(BAD_REQUEST, tuple(faults))
