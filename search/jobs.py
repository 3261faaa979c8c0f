"""What the queue runs for the index, and how often. Each may run twice without harm.

A job that cannot reach the index fails: the queue tries it again some minutes later, a few times, and what is still missing
then is put right by the comparison. A document older than the one in the index changes nothing there, so that jobs may
overtake each other.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation

from cms import clock
from cms.models import ExternalAward
from portal import jobs
from search import projecting
from search.comparing import compare as compared
from search.documents import Document
from search.index import engine

HOURLY = 60
DAILY = 24 * 60


def take_notice(seal_id: int) -> None:
    """Take a published notice as it reads now. Raises EngineDownError."""
    with translation.override(settings.LANGUAGE_CODE):
        _take(projecting.notices([seal_id]))


def take_awards(*public_ids: str) -> None:
    """Take awards as they are now; one that the register does not have is none in the index either. Raises EngineDownError."""
    with translation.override(settings.LANGUAGE_CODE):
        found = list(projecting.awards(public_ids))
        _take(found, gone=set(public_ids) - {each.id for each in found})


def take_external(source_sha256: str, first: int, last: int) -> None:
    """Take awards of other schemes by the rows of their file. Raises EngineDownError."""
    rows = ExternalAward.objects.filter(source_sha256=source_sha256, no__gte=first, no__lte=last)
    _take(projecting.external_awards(rows.values_list("pk", flat=True)))


def _take(documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
    engine().put(documents, gone=gone)


def compare() -> int:
    """Compare the versions in the index with the register's and put right what differs; returns how many did."""
    return compared(now=clock.now()).differences


def compare_whole() -> int:
    """The same for every field of every document: names of schemes and cities change without a version."""
    return compared(now=clock.now(), whole=True).differences


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(HOURLY, name="compare_index", dotted_path="search.jobs.compare")
    jobs.every(DAILY, name="compare_index_whole", dotted_path="search.jobs.compare_whole")
