"""What a file of a search is: its question in words and as an address, when, of which index, how much, what may be done."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from cms.windows import BEIJING
from search.coverage import RegisterCoverage
from search.documents import AwardDocument, Collection
from search.engines.base import Found
from search.exporting.coverage import in_words
from search.exporting.fields import FIELDS, FORMAT
from search.exporting.words import UNVERIFIED
from search.organisations import names_under
from search.query import Query
from search.wording import COLLECTIONS, LEGENDS, SORTS, label_of
from search.wording import FIELDS as NAMES
from themes.identity import site_identity

LANGUAGE = "zh-hans"
FORMS = ("csv", "json", "xlsx", "atom")
OF_NOTICES = ("atom",)

LICENCE = (
    "名册内容是依法主动公开的政府信息（《中华人民共和国政府信息公开条例》）。"
    "国家机关的决定等具有行政性质的文件不适用《中华人民共和国著作权法》（该法第五条），可以查阅、下载、摘录和引用。"
    "本站没有另行规定使用许可。请注明来源和取得时间，不得歪曲原意；"
    "含有个人姓名的，使用时应当遵守《中华人民共和国个人信息保护法》。"
)
"""What may be done with it where the operator has said nothing else (`settings.REGISTER_LICENCE`)."""

UNVERIFIED_LICENCE = (
    "标明“未经核实”的记录抄自其他地方公开的网页和文件，不是本站公布的政府信息，能否使用以原发布者的说明为准。"
)
NOTES = (
    "没有查到，不等于没有获奖。名册收录到哪里，见“收录范围”。",
    "标明“未经核实”的记录不属于本站各奖项的名册，可能有错漏，不作为任何决定的依据。",
    "依法隐去的获奖者不列名称。状态按取得当日（北京时间）计算，以后可能变化，请以名册网址所载为准。",
)
"""Said of every file."""


def licence() -> str:
    """What may be done with the register, in the operator's words or in ours."""
    return str(settings.REGISTER_LICENCE) or LICENCE


@dataclass(frozen=True)
class Manifest:
    """What a file of a search is. `origin` is the portal's canonical address; `taken_at` is UTC."""

    query: Query
    found: Found
    origin: str
    taken_at: dt.datetime
    coverage: RegisterCoverage

    @property
    def address(self) -> str:
        """The page of the same search."""
        return f"{self.origin}/register/{self.query.at(1).address()}"

    @property
    def beside(self) -> str:
        """The address of the manifest itself."""
        return f"{self.origin}/register.manifest.json{self.query.at(1).address()}"

    @property
    def words(self) -> str:
        """The question as a reader would say it, with the names of what is chosen as the index has them."""
        with translation.override(LANGUAGE):
            return "；".join(self._parts())

    def _parts(self) -> list[str]:
        query = self.query
        parts = [f"{NAMES['in']}：{COLLECTIONS[query.collection]}"]
        if query.words:
            spoken = "、".join(self.found.sounded)
            parts.append(f"{NAMES['q']}：{query.words}{f'（{spoken}按拼音查找）' if spoken else ''}")
        for facet in query.facets:
            labels = {count.value: count.label for count in self.found.facets.get(facet, ())}
            if chosen := query.chosen.get(facet):
                named = (label_of(facet, value, labels.get(value, "")) for value in chosen)
                parts.append(f"{LEGENDS[facet]}：{'、'.join(named)}")
        if query.holders:
            parts.append(f"{NAMES['holder']}：{'、'.join(self._holders())}")
        if not query.narrows:
            parts.append("不限条件")
        return [*parts, f"{NAMES['sort']}：{SORTS[query.sort]}"]

    def _holders(self) -> list[str]:
        """The holders asked for: by the names that the first award found lists them under, else by their keys."""
        awards = [row for row in self.found.rows if isinstance(row, AwardDocument)]
        named = (name for key in self.query.holders for award in awards for name in names_under(key, award))
        return list(dict.fromkeys(named)) or list(self.query.holders)

    @property
    def times(self) -> dict[str, str]:
        """When it was asked, for machines in UTC and for people in Beijing time."""
        return {
            "utc": self.taken_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "beijing": self.taken_at.astimezone(BEIJING).isoformat(timespec="seconds"),
        }

    @property
    def files(self) -> dict[str, str]:
        """Addresses of the same search as files."""
        forms = FORMS if self.query.collection is Collection.AWARDS else OF_NOTICES
        return {form: f"{self.origin}/register.{form}{self.query.at(1).address()}" for form in forms}

    def plain(self) -> dict[str, Any]:
        """All of it as JSON values."""
        state = self.found.state
        return {
            "format": FORMAT,
            "publisher": site_identity().full_name,
            "query": {
                "words": self.words,
                "address": self.address,
                "parameters": [{"name": name, "value": value} for name, value in self.query.at(1).pairs()],
            },
            "taken_at": self.times,
            "index": {
                "version": state.version,
                "made_at": state.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
                "documents": state.count,
            },
            "count": self.found.total,
            "coverage": self.coverage.plain() | {"words": list(in_words(self.coverage))},
            "licence": {"register": licence(), "unverified": UNVERIFIED_LICENCE},
            "notes": list(NOTES),
            "files": self.files,
            "fields": [
                {"key": field.key, "heading": field.heading or None, "type": field.kind.value}
                for field in FIELDS
            ],
        }

    def text(self) -> str:
        """All of it as JSON for machines and people."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=2) + "\n"

    def lines(self) -> list[tuple[str, str]]:
        """All of it for the sheet of a workbook: names and what they say."""
        state = self.found.state
        return [
            ("检索条件", self.words),
            ("检索网址", self.address),
            ("检索说明文件", self.beside),
            ("取得时间（北京时间）", self.times["beijing"]),
            ("取得时间（UTC）", self.times["utc"]),
            ("索引版本", state.version),
            ("索引建立时间（UTC）", state.made_at.astimezone(dt.UTC).isoformat(timespec="seconds")),
            ("记录条数", str(self.found.total)),
            *(("收录范围", each) for each in in_words(self.coverage)),
            ("公布者", site_identity().full_name),
            ("使用许可", licence()),
            (UNVERIFIED, UNVERIFIED_LICENCE),
            *(("提示", note) for note in NOTES),
        ]
