"""The page of an award of another scheme: every field as its source has it, 未经核实, and where it was taken from."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.citing import Citations, Source, bibtex, chinese_day, gbt
from cms.models import ExternalAward
from cms.windows import beijing_day
from search.versions import external_id

UNVERIFIED = "未经核实"
PLACE = re.compile(r"([0-9a-f]{12})-([1-9][0-9]{0,9})")
"""The id of such an award without its beginning: the file it came in, and its place there."""


@dataclass(frozen=True)
class OtherAwardPage:
    """An award of another scheme. `fields` are pairs of a name and what the source has, none of them empty.

    `source_url` is the source where that is an address of the web. `taken_in` is the Beijing day of the import.
    """

    id: str
    path: str
    address: str
    name: str
    award_name: str
    fields: tuple[tuple[str, str], ...]
    source: str
    source_url: str
    file_sha256: str
    no: int
    taken_in: dt.date
    same_name: str
    citations: Citations


def web_address(text: str) -> str:
    """The text where it is the whole address of a page of the web, else nothing: it comes from a file of somebody else's."""
    stripped = text.strip()
    if any(each.isspace() or each in "<>\"'" for each in stripped):
        return ""
    try:
        parts = urlsplit(stripped)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        return ""
    return stripped if known else ""


def other_award_page(place: str, now: dt.datetime) -> OtherAwardPage | None:
    """The page of the award at a place of a file; None for one that was never taken in."""
    match = PLACE.fullmatch(place)
    if match is None:
        return None
    found = ExternalAward.objects.filter(source_sha256__startswith=match[1], no=int(match[2]))
    award = found.order_by("pk").first()
    return page_of(award, now) if award is not None else None


def page_of(award: ExternalAward, now: dt.datetime) -> OtherAwardPage:
    """The page of an award that was taken in."""
    key = external_id(award.source_sha256, award.no)
    path = f"/register/awards/{key}/"
    address = settings.CANONICAL_ORIGIN + path
    return OtherAwardPage(
        id=key,
        path=path,
        address=address,
        name=award.name,
        award_name=award.award_name,
        fields=tuple(_fields(award)),
        source=award.source,
        source_url=web_address(award.source),
        file_sha256=award.source_sha256,
        no=award.no,
        taken_in=beijing_day(award.imported_at),
        same_name=f"/register/?{urlencode({'q': award.name})}",
        citations=_citations(award, key, address, now),
    )


def _fields(award: ExternalAward) -> list[tuple[str, str]]:
    every = (
        (_("获奖者"), award.name),
        (_("奖项"), award.award_name),
        (_("奖项等次"), award.tier),
        (_("届次或年度"), award.edition),
        (_("地区"), award.region),
        (_("级别"), award.level),
        (_("原公告所称状态"), award.status),
        (_("文号"), award.doc_no),
        (_("决定或报道日期"), award.decided_on),
        (_("说明"), award.note),
    )
    return [(name, value) for name, value in every if value.strip()]


def _citations(award: ExternalAward, key: str, address: str, now: dt.datetime) -> Citations:
    read_on, taken_in = beijing_day(now), beijing_day(award.imported_at)
    tier = "" if award.tier == award.award_name else award.tier
    what = " ".join(part for part in (award.award_name, award.edition, tier) if part)
    origin = (
        f"{chinese_day(taken_in)}转录自{award.source}" if award.source else f"{chinese_day(taken_in)}转录"
    )
    source = Source(
        key=key,
        address=address,
        title=f"{what}：{award.name}",
        read_on=read_on,
        notes=(UNVERIFIED, origin),
        told=(UNVERIFIED, origin, award.doc_no, f"名册编号{key}"),
        changed_on=taken_in,
    )
    facts = {
        "award": _("，").join(part for part in (award.name, what, award.doc_no) if part),
        "source": award.source or _("其他来源"),
        "id": key,
        "url": address,
        "day": date_format(read_on, "DATE_FORMAT"),
    }
    sentence = _("%(award)s（未经核实，转录自%(source)s）。名册编号%(id)s，%(url)s，%(day)s查阅。") % facts
    return Citations(sentence, gbt(source), bibtex(source))
