"""Windows as they stand at an instant, those of single rows included."""

from cms.models import Seal, Window
from cms.published import CountedDayView
from cms.selectors.windows import WindowReader
from search.api import shapes_notices as shapes
from search.api.asking import PAGING, Asked, One, Rows, cursor_of, not_found, whole_number
from search.api.measures import SCHEME
from search.api.parameters import Parameter
from search.api.values import links

NOTICE_ID = "[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+"
ENTRY_KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WINDOW_ID = Parameter(
    "id", "公示期的编号。", "datong.2026.publicity", pattern=f"{NOTICE_ID}(:{ENTRY_KEY})?", longest=240
)
RUNNING = Parameter("running", "1：只要尚未办结、也未终止的。", "1", offered=("0", "1"))
PARAMETERS = (SCHEME, RUNNING, *PAGING)


def window_list(asked: Asked) -> Rows:
    """Windows, the newest first, without their days."""
    found = Window.objects.select_related("seal").defer("seal__body").order_by("-pk")
    if asked.text("running") == "1":
        found = found.filter(concluded_at=None, ended_at=None)
    if asked.text("scheme"):
        found = found.filter(seal__public_id__startswith=f"{asked.text('scheme')}.")
    total = found.count()
    if after := asked.after():
        found = found.filter(pk__lt=whole_number(after[0]))
    read = list(found[: asked.limit + 1])
    listed, reader = read[: asked.limit], WindowReader(asked.now)
    changes = tuple(at for each in listed if (at := reader.state(each).next_change) is not None)
    items = [window(each, each.seal, reader, with_days=False) for each in listed]
    return Rows(items, cursor_of(listed[-1].pk) if len(read) > asked.limit else "", total, changes)


def window_item(asked: Asked) -> One:
    """One window with its derivation. Raises ProblemError."""
    notice, _colon, entry = asked.text("id").partition(":")
    found = Window.objects.select_related("seal").defer("seal__body")
    one = found.filter(seal__public_id=notice, entry_key=entry).first()
    if one is None:
        raise not_found()
    reader = WindowReader(asked.now)
    change = reader.state(one).next_change
    return One(window(one, one.seal, reader, with_days=True), (change,) if change else ())


def window(stored: Window, seal: Seal, reader: WindowReader, *, with_days: bool) -> shapes.Window:
    """A stored window as it stands."""
    state = reader.state(stored)
    identity = f"{seal.public_id}:{stored.entry_key}" if stored.entry_key else seal.public_id
    days = reader.box(stored).days if with_days else None
    return shapes.Window(
        id=identity,
        notice=seal.public_id,
        entry=stored.entry_key,
        phase=state.phase.value,
        first_day=state.first_day,
        last_day=state.last_day,
        expected_last_day=state.expected_last_day,
        provisional=state.provisional,
        working_days=state.total,
        counted=state.counted,
        remaining=state.remaining,
        exact=stored.exact,
        stated=stored.stated,
        calendar_version=stored.calendar_version,
        days=None if days is None else [_day(each) for each in days],
        links=links(f"windows/{identity}/", seal.head["path"], (seal.head["path"],), seal.head["path"]),
    )


def _day(day: CountedDayView) -> shapes.CountedDay:
    return shapes.CountedDay.model_validate(vars(day))
