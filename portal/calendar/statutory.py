"""The statutory days of 《全国年节及纪念日放假办法》, art. 2, computed for any year.

They are *not* a holiday calendar: the State Council's yearly notice also moves weekends. They serve two
purposes only: to estimate a date in a year whose notice is not out yet, and to recognise a notice that cannot
be complete. Lunar days and the solar term 清明 come from the lunar-python library.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lunar_python import Lunar

DECREE = "《全国年节及纪念日放假办法》第二条"


@dataclass(frozen=True)
class _Revision:
    """One revision of art. 2: the first year it applies to and what differs between revisions."""

    first_year: int
    spring_offsets: tuple[int, ...]  # days from 正月初一; −1 is 除夕
    labour_days: int  # days from 1 May
    has_folk_festivals: bool  # 清明, 端午, 中秋


# The decree of 1999 and its revisions of 2007, 2013 and 2024 (the last in force since 1 January 2025).
_REVISIONS = (
    _Revision(2025, (-1, 0, 1, 2), 2, has_folk_festivals=True),
    _Revision(2014, (0, 1, 2), 1, has_folk_festivals=True),
    _Revision(2008, (-1, 0, 1), 1, has_folk_festivals=True),
    _Revision(2000, (0, 1, 2), 3, has_folk_festivals=False),
)


def _lunar(year: int, month: int, day: int) -> dt.date:
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


def _qingming(year: int) -> dt.date:
    solar = Lunar.fromYmd(year, 6, 1).getJieQiTable()["清明"]
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


@cache
def statutory_days(year: int) -> Mapping[dt.date, str]:
    """The days of art. 2 in *year*, in order, each with its Chinese name.

    The revision in force in that year is used; for years before 2000 the oldest one known here. Where two
    festivals fall on one day (中秋 on 1 October 2020) both names are given, joined by 、.
    """
    revision = next((each for each in _REVISIONS if year >= each.first_year), _REVISIONS[-1])
    named: list[tuple[dt.date, str]] = [(dt.date(year, 1, 1), "元旦")]
    new_year = _lunar(year, 1, 1)
    named += [(new_year + dt.timedelta(days=offset), "春节") for offset in revision.spring_offsets]
    if revision.has_folk_festivals:
        named.append((_qingming(year), "清明节"))
        named.append((_lunar(year, 5, 5), "端午节"))
        named.append((_lunar(year, 8, 15), "中秋节"))
    named += [(dt.date(year, 5, 1 + offset), "劳动节") for offset in range(revision.labour_days)]
    named += [(dt.date(year, 10, 1 + offset), "国庆节") for offset in range(3)]
    days: dict[dt.date, str] = {}
    for day, name in sorted(named):
        days[day] = f"{days[day]}、{name}" if day in days else name
    return MappingProxyType(days)
