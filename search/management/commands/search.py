"""``manage.py search``: build the index of the register's search, compare it with the register, say how it stands."""

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from cms.windows import BEIJING
from search.comparing import Comparison, compare, last_comparison
from search.engines.base import EngineDownError, NoIndexError, OtherFormatError
from search.index import engine, engine_name
from search.rebuilding import is_usable, rebuild


class Command(BaseCommand):
    """``rebuild``, ``compare``, ``state``."""

    help = "rebuild: build the search index anew. compare: put right what differs from the register. state: say how it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        rebuild = verbs.add_parser("rebuild", help=_("重建检索索引，重建时照常检索"))
        rebuild.add_argument("--if-needed", action="store_true", help=_("已有可用的索引就不重建"))
        comparing = verbs.add_parser("compare", help=_("与名册核对，补正不一致之处"))
        comparing.add_argument("--whole", action="store_true", help=_("逐项核对内容，不只核对版本"))
        comparing.add_argument("--dry-run", action="store_true", help=_("只核对，不补正"))
        verbs.add_parser("state", help=_("显示索引的现状"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says. :raises CommandError: the engine cannot be used; the index in use stays as it was."""
        verbs: dict[str, Callable[..., None]] = {
            "rebuild": self._rebuild,
            "compare": self._compare,
            "state": self._state,
        }
        try:
            verbs[options["verb"]](options)
        except NoIndexError:
            raise CommandError(_("还没有检索索引。请运行 manage.py search rebuild。")) from None
        except OtherFormatError:
            raise CommandError(
                _("检索索引是另一版本的程序建立的。请运行 manage.py search rebuild。")
            ) from None
        except EngineDownError as error:
            raise CommandError(
                _("检索引擎（%(engine)s）不能使用：%(why)s。") % {"engine": engine_name(), "why": error}
            ) from None

    def _rebuild(self, options: dict[str, Any]) -> None:
        if options["if_needed"] and is_usable():
            self.stdout.write(_("检索索引可以使用，没有重建。"))
            return
        made = rebuild(self._told)
        self.stdout.write(
            _("检索索引已建好，共%(count)d条，版本%(version)s。")
            % {"count": made.count, "version": made.version}
        )

    def _told(self, done: int, all_of: int) -> None:
        self.stdout.write(_("已处理%(done)d条，共%(all)d条") % {"done": done, "all": all_of})
        self.stdout.flush()

    def _compare(self, options: dict[str, Any]) -> None:
        mend = not options["dry_run"]
        found = compare(now=clock.now(), whole=options["whole"], mend=mend)
        self.stdout.write(_words(found))
        if found.differences and not mend:
            sys.exit(1)

    def _state(self, options: dict[str, Any]) -> None:
        state, last = engine().state(), last_comparison()
        self.stdout.write(_("引擎　　%(name)s") % {"name": engine_name()})
        self.stdout.write(_("版本　　%(version)s") % {"version": state.version})
        self.stdout.write(_("条数　　%(count)d") % {"count": state.count})
        self.stdout.write(_("建立于　%(at)s") % {"at": _at(state.made_at)})
        self.stdout.write(
            _("核对于　%(at)s，%(words)s") % {"at": _at(last.at), "words": _words(last)}
            if last
            else _("尚未核对")
        )


def _at(instant: dt.datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _words(found: Comparison) -> str:
    if not found.differences:
        return _("与名册一致。")
    counts = {
        "missing": found.missing,
        "differing": found.differing,
        "superfluous": found.superfluous,
    }
    if found.mended:
        return _("缺少%(missing)d条，版本或内容不同%(differing)d条，多出%(superfluous)d条，已补正。") % counts
    return _("缺少%(missing)d条，版本或内容不同%(differing)d条，多出%(superfluous)d条。") % counts
