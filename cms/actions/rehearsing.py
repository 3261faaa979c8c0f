"""Publishing a draft for the length of one look: everything takes effect as it would, and is rolled back."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from cms.actions.sealing import seal_notice
from cms.clearing import assess
from cms.models import Clearance, Notice, Seal
from cms.seals import new_salts


@contextmanager
def rehearsed(draft: Notice, at: dt.datetime) -> Iterator[Seal]:
    """The seal the draft would have if it went out at that instant; gone when the block ends, with all it brought about.

    Read inside the block what you want to show. Nothing outside the transaction hears of it: jobs, caches and feeds follow a
    commit, and there is none. Neither the rules nor four eyes are asked, since nothing becomes public.
    """
    assessment = assess(draft, at)
    with transaction.atomic():
        try:
            clearance = Clearance.objects.create(
                notice_id=draft.pk,
                digest="0" * 64,
                salts=json.dumps(new_salts(len(assessment.values))),
                at=at,
                by=None,
            )
            yield seal_notice(notice=draft, assessment=assessment, clearance=clearance)
        finally:
            transaction.set_rollback(True)
