"""What is wrong with a measure's file, in sentences for the person who wrote it.

Sentences are chosen by the kind of error, never by another library's wording. They are Chinese message ids:
`gettext_noop` marks them for the catalogue, and `Finding.say` takes the translating function of the caller:
this module knows no framework.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import ErrorDetails

from cms.regulation.citation import REF_PATTERN


def gettext_noop(message: str) -> str:
    """Mark a sentence for the message catalogue and return it unchanged."""
    return message


@dataclass(frozen=True)
class Finding:
    """One error: its line (None for the whole file), path, kind, what was found and what was expected.

    `path` names list elements by their key, or by `#n` counted from 1: `stages[call].period.working_days`.
    `msgid` is the Chinese sentence with places for `params`; `message` is it filled in, in Chinese.
    """

    line: int | None
    path: str
    code: str
    found: str
    expected: str
    msgid: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The Chinese sentence: what is wrong and what to do."""
        return self.say(gettext_noop)

    def say(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`, which maps a message id to its translation."""
        return translate(self.msgid) % self.params


class RegulationErrors(ValueError):  # noqa: N818 - it holds all the errors of a file
    """A file that is no valid measure, with every finding in the order of its lines."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.line or 0, finding.path)))
        super().__init__("\n".join(f"{f.line or '-'}: {f.path}: {f.message}" for f in self.findings))


SENTENCES: dict[str, str] = {
    # The file as bytes and as TOML
    "too_large": gettext_noop(
        "文件有 %(found)s 字节，超过上限 %(expected)s 字节。请删去与办法无关的内容后重试。"
    ),
    "empty": gettext_noop("文件是空的。请从模板开始填写。"),
    "not_utf8": gettext_noop("文件不是 UTF-8 编码。请用编辑器另存为 UTF-8 后重试。"),
    "has_nul": gettext_noop("这一行含有空字符（NUL），文件可能已损坏。请重新导出文本文件。"),
    "too_many": gettext_noop(
        "错误太多，只列出 %(expected)s 处，另有 %(found)s 处。请先改正列出的，再检查一次。"
    ),
    "too_deep": gettext_noop("表和数组套得太深。请对照模板减少层次。"),
    "toml_duplicate": gettext_noop("同一个项目或同一张表写了两次。请只保留一处。"),
    "toml_date": gettext_noop("日期或时间不存在。日期请写作 2022-01-07，月、日要真实存在。"),
    "toml_string": gettext_noop("引号没有配对，或者引号内有不能直接写的字符。请检查这一行的引号。"),
    "toml_number": gettext_noop("数字过长，无法读取。请改写为正常大小的整数。"),
    "toml_syntax": gettext_noop("这一行不符合 TOML 格式。请检查等号、引号、方括号和逗号。"),
    # Types
    "missing": gettext_noop("缺少必填项目“%(field)s”。请在这张表里补上。"),
    "extra_forbidden": gettext_noop("没有名为“%(field)s”的项目。请核对拼写，不需要就删去。"),
    "string_type": gettext_noop("应为文字，现为%(found)s。请把内容写在引号里。"),
    "int_type": gettext_noop("应为整数，现为%(found)s。请只写数字，不加引号和小数点。"),
    "bool_type": gettext_noop("应为“是”或“否”，现为%(found)s。请写 true 或 false，不加引号。"),
    "date_type": gettext_noop("应为日期，现为%(found)s。请写作 2022-01-07，不加引号。"),
    "day_out_of_range": gettext_noop("日期应在 %(expected)s 之间，现为%(found)s。请核对年份。"),
    "tuple_type": gettext_noop('应为数组，现为%(found)s。请写在方括号里，如 ["3"]。'),
    "model_type": gettext_noop("应为一张表，现为%(found)s。请按模板写成 [表名] 或 { 项目 = 内容 }。"),
    "dict_type": gettext_noop("应为一张表，现为%(found)s。请按模板写成 { 项目 = 内容 }。"),
    "literal_error": gettext_noop("只能填 %(expected)s，现为%(found)s。请选其中一个。"),
    "greater_than_equal": gettext_noop("不得小于 %(expected)s，现为%(found)s。请改正。"),
    "less_than_equal": gettext_noop("不得大于 %(expected)s，现为%(found)s。请改正。"),
    "too_short": gettext_noop("至少要有 %(expected)s 项。请补上。"),
    "string_too_short": gettext_noop("不能是空的。请填写内容；办法没有规定的，整行删去。"),
    # Forms of words
    "blank": gettext_noop("不能只有空格。请填写内容；办法没有规定的，整行删去。"),
    "bad_ref": gettext_noop(
        "条款号应写作“18”（第十八条）或“18(8)”（第十八条第八项），现为%(found)s。请用半角括号改写。"
    ),
    "bad_key": gettext_noop("标识只能用小写英文字母、数字和下划线，以字母开头，现为%(found)s。请改写。"),
    "bad_slug": gettext_noop(
        "网址名只能用小写英文字母、数字和连字符，现为%(found)s。请改写，如 proposed-winners。"
    ),
    "bad_code": gettext_noop(
        "办法代号应为 2 至 31 位小写英文字母、数字或连字符，以字母开头，现为%(found)s。请改写。"
    ),
    "bad_division": gettext_noop('行政区划代码应为 6 位数字，现为%(found)s。请写在引号里，如 "140200"。'),
    "bad_sha256": gettext_noop("应为 64 位十六进制的 SHA-256 值，现为%(found)s。请重新计算来源文件的值。"),
    "string_pattern_mismatch": gettext_noop("写法不符合要求，现为%(found)s。请对照模板改写。"),
    # References inside the document
    "unknown_article": gettext_noop("条款“%(found)s”在全文 [text] 中找不到。请核对条款号，或补全全文。"),
    "unknown_body": gettext_noop(
        "“%(found)s”不是 [[bodies]] 中的机构标识。已有：%(expected)s。请改正或补上这个机构。"
    ),
    "unknown_tier": gettext_noop(
        "“%(found)s”不是 [[award.tiers]] 中的等次标识。已有：%(expected)s。请改正或补上这个等次。"
    ),
    "unknown_stage": gettext_noop(
        "“%(found)s”不是 [[stages]] 中的环节标识。已有：%(expected)s。请改正或补上这个环节。"
    ),
    "not_an_earlier_stage": gettext_noop(
        "after 只能写排在前面的环节，“%(found)s”不在其中。"
        "前面的环节：%(expected)s。请改正，或调整环节的先后。"
    ),
    "unknown_case": gettext_noop(
        "“%(found)s”不是 [[revocation.cases]] 中的情形标识。已有：%(expected)s。请改正。"
    ),
    "unknown_chapter": gettext_noop(
        "第 %(found)s 章没有列在 [[text.chapters]] 中。已有：%(expected)s。请改正或补上这一章。"
    ),
    "unknown_cited_field": gettext_noop(
        "cites 中的“%(found)s”不是这张表的项目。可写：%(expected)s。请改正。"
    ),
    "article_out_of_order": gettext_noop(
        "条号应为 %(expected)s，现为 %(found)s。请按 1、2、3 的顺序写全，不跳号、不重号。"
    ),
    "doubled_key": gettext_noop("“%(found)s”前面已经用过。请换一个不同的值，或删去重复的一处。"),
    # Who receives what is filed online
    "unknown_receiver": gettext_noop(
        "“%(found)s”不是 [[bodies]] 中的机构标识，也不是 operator（主办单位）。已有：%(expected)s。请改正。"
    ),
    "reserved_key": gettext_noop("“%(found)s”专指网站主办单位，不能用作办法中机构的标识。请换一个。"),
    "commitment_cites": gettext_noop(
        "平台承诺不引条款，这里引了“%(found)s”。请改正：办法有规定的写 measure，没有规定的删去条款。"
    ),
    "measure_without_article": gettext_noop(
        "“%(found)s”写明依据是办法，却没有条款。请补上 articles；办法没有规定的写 commitment。"
    ),
    "measure_after_commitment": gettext_noop(
        "“%(found)s”依据办法，却排在平台承诺之后。请把办法规定的机构排在前面。"
    ),
    "no_alternative": gettext_noop(
        "“%(found)s”不能供举报人选择：只能选办法规定的机构，不重复，至少两个。可写：%(expected)s。请改正。"
    ),
    "recipient_left_out": gettext_noop(
        "办法规定由“%(found)s”受理，这里既没有把它排在最前，也没有列入 alternatives。请改正。"
    ),
    # Anything the table does not name
    "invalid": gettext_noop("这里的内容不符合要求，现为%(found)s。请对照模板改正。"),
}
"""Kind of error to its sentence: what is wrong, then what to do."""

EXPECTED: dict[str, str] = {
    "missing": gettext_noop("必填"),
    "extra_forbidden": gettext_noop("没有这个项目"),
    "string_type": gettext_noop("文字"),
    "int_type": gettext_noop("整数"),
    "bool_type": gettext_noop("true 或 false"),
    "date_type": gettext_noop("日期，如 2022-01-07"),
    "tuple_type": gettext_noop("数组"),
    "model_type": gettext_noop("表"),
    "dict_type": gettext_noop("表"),
    "string_too_short": gettext_noop("非空文字"),
    "blank": gettext_noop("非空文字"),
    "bad_ref": gettext_noop("条款号，如 18 或 18(8)"),
    "bad_key": gettext_noop("小写英文标识"),
    "bad_slug": gettext_noop("小写英文网址名"),
    "bad_code": gettext_noop("小写英文代号"),
    "bad_division": gettext_noop("6 位数字"),
    "bad_sha256": gettext_noop("64 位十六进制数"),
    "unknown_article": gettext_noop("全文中有的条款"),
    "doubled_key": gettext_noop("不重复的值"),
    "empty": gettext_noop("填好的文件"),
    "not_utf8": gettext_noop("UTF-8 编码"),
    "has_nul": gettext_noop("不含空字符的文本"),
}
"""What was expected, where the error itself does not say it."""

_SAME_SENTENCE = {"model_attributes_type": "model_type", "date_from_datetime_parsing": "date_type"}
_BY_PATTERN = {
    REF_PATTERN: "bad_ref",
    r"\S": "blank",
    r"^[a-z][a-z0-9_]{0,60}$": "bad_key",
    r"^[a-z0-9][a-z0-9-]{0,60}$": "bad_slug",
    r"^[a-z][a-z0-9-]{1,30}$": "bad_code",
    r"^\d{6}$": "bad_division",
    r"^[0-9a-f]{64}$": "bad_sha256",
}
_SHOWN = 40


def finding(
    code: str, *, line: int | None, path: str, found: str = "", expected: str = "", name: str = ""
) -> Finding:
    """Build a finding with the sentence of its kind; `name` is the last part of the path."""
    expected = expected or EXPECTED.get(code, "")
    return Finding(
        line=line,
        path=path,
        code=code,
        found=found,
        expected=expected,
        msgid=SENTENCES.get(code, SENTENCES["invalid"]),
        params={"found": found, "expected": expected, "field": name},
    )


def from_pydantic(error: ErrorDetails, *, line: int | None, path: str) -> Finding:
    """Translate one error of the schema by its type."""
    context = error.get("ctx") or {}
    code = _SAME_SENTENCE.get(error["type"], error["type"])
    if code == "string_pattern_mismatch":
        code = _BY_PATTERN.get(context.get("pattern", ""), code)
    missing = code == "missing"
    return finding(
        code,
        line=line,
        path=path,
        found="" if missing else context.get("found") or describe(error["input"]),
        expected=_expected(context),
        name=str(error["loc"][-1]) if error["loc"] else "",
    )


def _expected(context: Mapping[str, Any]) -> str:
    """Read what was expected from the facts of an error: a choice, a bound, the known keys."""
    if "expected" in context:
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        return "、".join(choices) if choices else str(context["expected"])
    for bound in ("ge", "le", "min_length"):
        if bound in context:
            return str(context[bound])
    return ""


def describe(value: object) -> str:
    """Name a value of a TOML file for a reader: its kind, and the value itself when it is short."""
    match value:
        case bool():
            words = "true" if value else "false"
        case str():
            words = f"文字“{value if len(value) <= _SHOWN else value[:_SHOWN] + '…'}”"
        case int() | float():
            words = f"数字 {value}" if abs(value) < 10**_SHOWN else "过长的数字"
        case dt.datetime() | dt.time():
            words = f"时间 {value.isoformat()}"
        case dt.date():
            words = f"日期 {value.isoformat()}"
        case Mapping():
            words = "一张表"
        case Sequence():
            words = f"数组（{len(value)} 项）"
        case _:
            words = type(value).__name__
    return words
