"""What the law hides leaves the dumps at once: they are taken away as soon as the hiding is committed, and made anew."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from cms.models import Withholding
from portal import jobs
from search.api import dump_store


def connect() -> None:
    """Listen; called once when the app starts."""
    post_save.connect(_withheld, sender=Withholding, dispatch_uid="search.api.dumps")


def _withheld(created: bool, **_signal: Any) -> None:
    """A hiding was written down. Until the commit nobody is to lose anything: the action may yet be undone."""
    if created and dump_store.on_disk():
        jobs.enqueue("search.api.dumping.run")
        transaction.on_commit(dump_store.withdraw, robust=True)
