"""Reads what the words of a notice state about its window: the days it names and the number of working days.

Only statements about 公示 are read: a sentence names 公示 and then a period 自…至…, a last day 截至…, or
N个工作日. Dates elsewhere (of signature, of a document) are left alone.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from cms.regulation.rules.facts import TextClaim

_DATE = r"(?:(\d{4})\s*[年\-/.]\s*)?(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?"
_CLOCK = r"(?:\s*\d{1,2}\s*[:时]\s*(?:\d{2}\s*分?)?)?"
_BRACKET = r"(?:\s*\([^()]{0,16}\))?"
_RANGE = re.compile(
    rf"{_DATE}{_BRACKET}{_CLOCK}\s*(?:起|开始)?\s*[,，]?\s*(?:至|到|-{{1,2}}|—{{1,2}}|–|~|～)\s*{_DATE}"
)
_LAST = re.compile(rf"(?:截至|截止到?|截止(?:日期|时间)?(?:为|[:：])|至|到)\s*{_DATE}")
_DAYS = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})\s*个?\s*工作日")
ORDINALS = ("次", "下", "后", "前", "上", "每", "第", "任", "同")
"""Before 一工作日 these make it one certain day: 次一工作日, 下一工作日, 每一工作日."""
_SENTENCE = re.compile(r"[^。；;\n]+")
_NUMERALS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_TOPIC = "公示"


def claims(text: str, place: str, year: int) -> tuple[TextClaim, ...]:
    """Return what a text states about its publicity; `place` says where it stands.

    `year` is taken for a first date without a year; a last date without one takes the year of the first, or
    the next where it would otherwise lie before it. Days that no calendar has are left out.
    """
    folded = unicodedata.normalize("NFKC", text)
    found: list[TextClaim] = []
    for match in _SENTENCE.finditer(folded):
        sentence = match.group()
        if _TOPIC in sentence:
            about = sentence[sentence.index(_TOPIC) :]
            found += _days_named(about, place, year)
            found += _lengths(about, place)
    return tuple(found)


def _days_named(sentence: str, place: str, year: int) -> Iterator[TextClaim]:
    span = _RANGE.search(sentence)
    if span is not None:
        first = _day(span.group(1), span.group(2), span.group(3), year)
        last = None if first is None else _not_before(first, span.groups()[3:])
        if first is not None and last is not None:
            yield TextClaim(role="first_day", place=place, day=first)
            yield TextClaim(role="last_day", place=place, day=last)
        return
    end = _LAST.search(sentence)
    if end is not None:
        day = _day(end.group(1), end.group(2), end.group(3), year)
        if day is not None:
            yield TextClaim(role="last_day", place=place, day=day)


def _not_before(first: dt.date, parts: tuple[str | None, ...]) -> dt.date | None:
    """Read the last date of a range; without a year it takes the first one's, or the next one."""
    year, month, day = parts
    last = _day(year, month, day, first.year)
    if last is not None and year is None and last < first:
        return _day(None, month, day, first.year + 1)
    return last


def _day(year: str | None, month: str | None, day: str | None, default: int) -> dt.date | None:
    try:
        return dt.date(int(year or default), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _lengths(sentence: str, place: str) -> Iterator[TextClaim]:
    for match in _DAYS.finditer(sentence):
        # 不少于5个工作日 quotes the rule, 次一工作日 names a day: neither states the length of this window.
        if not sentence[: match.start()].rstrip().endswith(("不少于", "至少", "不低于", *ORDINALS)):
            yield TextClaim(role="working_days", place=place, number=_count(match.group(1)))


def _count(words: str) -> int:
    """Read 1 to 99 in Arabic or Chinese numerals."""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _NUMERALS.get(words, 0)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
