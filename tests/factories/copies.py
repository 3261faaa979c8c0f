"""Many seals at the price of one, for tests that count queries: rows copied from a real seal, not published one by one."""

import datetime as dt
import uuid

from cms.actions.appending import append_act
from cms.models import Clearance, Notice, Seal, SealAct, Window


def copy_seal(seal: Seal, number: int) -> Seal:
    """Another seal with the windows of `seal` and an act of its own, under an address of its own.

    The body keeps the words of the original: good for counting queries and reading lists, not for verifying.
    """
    slug = f"{seal.notice.slug}-copy-{number}"
    notice = Notice(title=seal.notice.title, slug=slug, stage_key=seal.stage_key, live=False)
    seal.edition.add_child(instance=notice)
    clearance = Clearance.objects.create(notice=notice, digest=uuid.uuid4().hex * 2, at=seal.published_at)
    public_id = f"{seal.public_id.rpartition('.')[0]}.{slug}"
    copy = Seal.objects.create(
        notice=notice,
        edition=seal.edition,
        public_id=public_id,
        act=seal.act,
        stage_key=seal.stage_key,
        stage_type=seal.stage_type,
        measure=seal.measure,
        measure_sha256=seal.measure_sha256,
        digest=uuid.uuid4().hex * 2,
        body=seal.body,
        head={**seal.head, "path": f"/{public_id.replace('.', '/')}/"},
        published_at=seal.published_at + dt.timedelta(minutes=number),
        made_at=seal.made_at,
        clearance=clearance,
    )
    for window in seal.windows.all():
        window.pk, window.seal = None, copy
        Window.objects.bulk_create([window])
    append_act(
        seal=copy,
        kind=SealAct.Kind.WINDOW_MOVED,
        at=copy.published_at + dt.timedelta(hours=1),
        by=None,
        reason="放假安排变更（示例）",
        before="2026-03-20",
        after="2026-03-23",
    )
    return copy
