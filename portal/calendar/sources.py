"""Holiday arrangements that come with the installation: the years known to the chinesecalendar library.

The library's functions raise ``NotImplementedError`` for a year it does not hold; its tables are read here
instead, so that an absent year is simply absent, and never a year without holidays.
"""

import datetime as dt
from collections import defaultdict
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

from chinese_calendar.constants import Holiday, holidays, workdays

from portal.calendar.workdays import YearData

LIBRARY = "chinesecalendar"

_CHINESE_NAMES = {member.value: member.chinese for member in Holiday}


@cache
def library_version() -> str:
    """The installed version of the library, as its package metadata states it."""
    return version(LIBRARY)


def library_source() -> str:
    """How the library is named wherever a source is shown."""
    return f"{LIBRARY} {library_version()}"


@cache
def _years() -> MappingProxyType[int, YearData]:
    rest: dict[int, dict[dt.date, str]] = defaultdict(dict)
    makeup: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for table, by_year in ((holidays, rest), (workdays, makeup)):
        for day, name in table.items():
            by_year[day.year][day] = _CHINESE_NAMES[name]
    return MappingProxyType(
        {year: YearData(year, days, makeup[year], library_source()) for year, days in sorted(rest.items())}
    )


def builtin_years() -> dict[int, YearData]:
    """Every year the library holds, in order. A year not in the mapping is unknown."""
    return dict(_years())
