"""After a restore: what was withheld by law is withheld again, before anybody is served."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import clock, filestore, withholding_journal
from cms.actions.appending import append_act
from cms.actions.errors import ActionRefused
from cms.actions.withholding import erase
from cms.models import NoticeFile, Seal, SealAct, Withholding
from cms.seals import parse_body


@transaction.atomic
def replay(*, lines: Iterable[Mapping[str, Any]], by: Any) -> int:
    """Erase again whatever the journal or the database says is withheld and still stands; returns how many
    places.

    `by` is the operator in whose name a withholding that the backup did not know is entered. Lines of seals
    that the backup does not have are passed over: what is not there needs no erasing. Raises ActionRefused
    for a line whose seal has another digest than the journal says.
    """
    for line in lines:
        _enter(line, by)
    for withholding in withholding_journal.unnoted():
        withholding_journal.note(withholding)
    confirmed = Withholding.objects.filter(outcome=Withholding.Outcome.CONFIRMED).select_related("seal")
    return sum(_erase_again(withholding) for withholding in confirmed.order_by("pk"))


def _enter(line: Mapping[str, Any], by: Any) -> None:
    seal = Seal.objects.filter(public_id=line["public_id"]).first()
    if seal is None:
        return
    if seal.digest != line["digest"]:
        raise ActionRefused(
            _("公告 %(name)s 的摘要与记录不一致，可能不是同一个平台的记录。") % {"name": seal.public_id}
        )
    standing = (
        seal.withholdings.filter(leaf=line["leaf"]).exclude(outcome=Withholding.Outcome.REVERSED).first()
    )
    if standing is None:
        standing = Withholding(seal=seal, leaf=line["leaf"], hidden_at=line["hidden_at"])
        for name in withholding_journal.FIELDS:
            setattr(standing, name, line[name])
    if not standing.outcome:
        standing.outcome = Withholding.Outcome.CONFIRMED
        standing.decided_at, standing.decided_by = line["decided_at"], by
        standing.save()
        append_act(
            seal=seal,
            kind=SealAct.Kind.WITHHOLDING_CONFIRMED,
            at=clock.now(),
            by=by,
            entry_key=standing.entry_key,
            reason=standing.ground,
        )


def _erase_again(withholding: Withholding) -> bool:
    """Erase one place unless nothing of it is left in the body."""
    value = parse_body(withholding.seal.body).leaves[withholding.leaf].value
    if value is None:
        return False
    if withholding.leaf_type == "file":
        # Erasing forgets the digest; the body that came back with the backup still names it.
        withholding.file_sha256 = value["sha256"]
    withholding.erased_at = None
    withholding.save()
    erase(withholding=withholding)
    return True


def sweep_files() -> int:
    """Remove stored bytes that no row knows: those of a withheld file that came back with a backup of the
    disk.

    To be run while nothing is served: an upload in progress lies on disk before its row. Returns how many went.
    """
    known = set(NoticeFile.objects.values_list("sha256", flat=True))
    swept = 0
    for sha256 in filestore.stored():
        if sha256 not in known:
            filestore.remove(sha256)
            swept += 1
    return swept
