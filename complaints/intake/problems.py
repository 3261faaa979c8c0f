"""What may go wrong with a file, and the words for it: what happened, and what to do now."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """Why a file was not taken, or was taken as it is."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    DRAFT_FULL = "draft_full"
    EMPTY = "empty"
    INTERRUPTED = "interrupted"
    BUSY = "busy"
    TOO_OFTEN = "too_often"
    STORAGE_FULL = "storage_full"
    FAILED = "failed"
    DRAFT_GONE = "draft_gone"

    AS_IT_IS_TYPE = "as_it_is_type"
    AS_IT_IS_LARGE = "as_it_is_large"
    AS_IT_IS_BUSY = "as_it_is_busy"
    AS_IT_IS_PROTECTED = "as_it_is_protected"
    AS_IT_IS_BROKEN = "as_it_is_broken"

    @property
    def taken(self) -> bool:
        """Whether the file was taken all the same, with everything in it."""
        return self.value.startswith("as_it_is_")


WORDS: dict[Reason, Promise] = {
    Reason.TOO_LARGE: _(
        "文件超过 100 MB，没有保存。请压缩后再添加，或者在说明中写明材料内容，提交后再商定交付办法。"
    ),
    Reason.TOO_MANY: _("一次最多提交 10 个文件，这一个没有保存。提交后凭查询码可以继续补充。"),
    Reason.DRAFT_FULL: _("全部文件合计不能超过 200 MB，这一个没有保存。提交后凭查询码可以继续补充。"),
    Reason.EMPTY: _("文件是空的，没有保存。请确认选对了文件。"),
    Reason.INTERRUPTED: _("上传中断，这次选择的文件都没有保存。请重新添加。"),
    Reason.BUSY: _("现在上传的人较多，文件没有保存。您填写的内容都在，请过几分钟再添加。"),
    Reason.TOO_OFTEN: _(
        "近一小时内从您所在的网络上传的次数较多，文件没有保存。您填写的内容都在，请稍后再添加。"
    ),
    Reason.STORAGE_FULL: _("暂时没有存放文件的空间，文件没有保存。您可以先提交文字内容，以后凭查询码补充。"),
    Reason.FAILED: _("文件没有保存成功。请再试一次；仍然不行的，可以先提交文字内容，以后凭查询码补充。"),
    Reason.DRAFT_GONE: _("这一次填写已经过期，文件没有保存。"),
    Reason.AS_IT_IS_TYPE: _(
        "文件已按原样加密保存。这类文件里附带的信息（如作者、设备、时间、地点）没有清除，请自行确认是否合适。"
    ),
    Reason.AS_IT_IS_LARGE: _(
        "文件已按原样加密保存。超过 25 MB 或者尺寸过大的文件不清除附带的信息（如作者、设备、时间、地点），"
        "请自行确认是否合适。"
    ),
    Reason.AS_IT_IS_BUSY: _(
        "文件已按原样加密保存。现在上传的人较多，没有清除附带的信息（如作者、设备、时间、地点）。"
        "需要清除的，请移除后过几分钟再添加。"
    ),
    Reason.AS_IT_IS_PROTECTED: _(
        "文件已按原样加密保存。文件带有密码或者电子签名，清除附带的信息会使其失效，因此没有清除，请自行确认是否合适。"
    ),
    Reason.AS_IT_IS_BROKEN: _(
        "文件已按原样加密保存。文件结构无法识别，附带的信息（如作者、设备、时间、地点）没有清除，请自行确认是否合适。"
    ),
}


@dataclass(frozen=True)
class Problem:
    """What happened to one file. `name` is the file's cleaned name, "" where it is about all of them."""

    reason: Reason
    name: str = ""

    @property
    def taken(self) -> bool:
        """Whether the file was taken all the same."""
        return self.reason.taken

    @property
    def words(self) -> Promise:
        """The sentence for the reporter, in the reader's language."""
        return WORDS[self.reason]
