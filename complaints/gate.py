"""What the channel tells the publications: whether an objection holds a notice's gate. Open or none, nothing else."""

from django.utils.translation import gettext as _

from cms import clock
from cms.gates import register_blocker
from cms.models import Seal
from cms.regulation.rules.proceedings import Blocker
from cms.selectors.windows import WindowReader
from cms.windows import RUNNING_PHASES
from complaints.models import Objection, ObjectionState


def objections(seal: Seal) -> list[Blocker]:
    """One blocker where anything is open, none otherwise; nothing at all while a window of the notice still runs.

    How many object is nobody's business on the publications' side.
    """
    reader = WindowReader(clock.now())
    windows = seal.windows.filter(concluded_at__isnull=True, ended_at__isnull=True)
    if any(reader.state(window).phase in RUNNING_PHASES for window in windows):
        return []
    if not Objection.objects.filter(notice=seal.public_id, state=ObjectionState.OPEN).exists():
        return []
    return [Blocker(source=_("保密渠道"), reason=_("有异议尚未办结"))]


def connect() -> None:
    """Register with the gates; idempotent."""
    register_blocker(objections)
