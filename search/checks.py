"""What `manage.py doctor` looks at in the index. These read and report; no message names a server's address."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms import clock
from portal.doctor import Finding, Level, check
from search.comparing import compare, last_comparison
from search.engines.base import EngineDownError, NoIndexError, OtherFormatError
from search.index import engine, engine_name
from search.versions import register_size

TOO_OLD = dt.timedelta(hours=3)
"""A comparison is made every hour."""


@check("search_index")
def index_can_be_asked() -> Iterator[Finding]:
    """There is an index, this version can read it, and the engine answers."""
    try:
        engine().state()
    except NoIndexError:
        if register_size():
            yield Finding(
                Level.ERROR, _("还没有检索索引，公众查不到获奖记录"), _("运行 manage.py search rebuild")
            )
    except OtherFormatError:
        yield Finding(
            Level.ERROR, _("检索索引是另一版本的程序建立的，不能使用"), _("运行 manage.py search rebuild")
        )
    except EngineDownError:
        yield Finding(
            Level.ERROR,
            _("检索引擎（%(engine)s）不能使用，公众查不到获奖记录") % {"engine": engine_name()},
            _(
                "使用 Elasticsearch 的，核对服务是否运行、ELASTICSEARCH_ 各项设置是否正确；"
                "未使用的，核对 VAR_DIR 下 search 目录的权限和磁盘空间，再运行 manage.py search rebuild"
            ),
        )


@check("search_agrees")
def index_agrees_with_the_register() -> Iterator[Finding]:
    """The index holds every document of the register in its newest version, and no other."""
    try:
        found = compare(now=clock.now(), mend=False)
    except EngineDownError:
        return
    if found.differences:
        yield Finding(
            Level.WARNING,
            _(
                "检索索引与名册有%(count)d处不一致：缺少%(missing)d条，版本不同%(differing)d条，多出%(superfluous)d条"
            )
            % {
                "count": found.differences,
                "missing": found.missing,
                "differing": found.differing,
                "superfluous": found.superfluous,
            },
            _("运行 manage.py search compare 补正；如反复出现，请核对后台任务进程是否运行"),
        )


@check("search_compared")
def index_is_compared() -> Iterator[Finding]:
    """The hourly comparison runs."""
    try:
        made_at = engine().state().made_at
    except EngineDownError:
        return
    last = last_comparison()
    at = max(made_at, last.at) if last else made_at
    if clock.now() - at > TOO_OLD:
        yield Finding(
            Level.WARNING,
            _("检索索引已有三个多小时没有与名册核对"),
            _("核对后台任务进程是否运行，并运行 manage.py search compare"),
        )
