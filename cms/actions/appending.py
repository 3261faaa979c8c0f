"""Appends to a seal's chain: each act's digest covers its body and the digest before it."""

import datetime as dt
import hashlib
from typing import Any

from django.db.models import Max

from cms import signals
from cms.models import Seal, SealAct
from cms.seals import canonical
from cms.windows import BEIJING

HIDING = frozenset({SealAct.Kind.WITHHELD, SealAct.Kind.WITHHOLDING_CONFIRMED})


def append_act(
    *,
    seal: Seal,
    kind: SealAct.Kind,
    at: dt.datetime,
    by: Any,
    entry_key: str = "",
    by_seal: Seal | None = None,
    **body: str,
) -> SealAct:
    """Append one act to a seal; must run inside the caller's transaction.

    `body` are texts for the public (reason, article, before, after, path); they are canonicalised with kind, key and
    instant, and chained to the act before or, for the first one, to the seal itself.
    """
    last = seal.acts.aggregate(seq=Max("seq"))["seq"] or 0
    prev = seal.acts.get(seq=last).digest if last else seal.digest
    text = canonical(
        {
            "kind": kind.value,
            "entry_key": entry_key,
            "at": at.astimezone(BEIJING).replace(microsecond=0).isoformat(),
            "by_digest": by_seal.digest if by_seal else "",
            **body,
        }
    ).decode()
    digest = act_digest(prev, text)
    act = SealAct.objects.create(
        seal=seal,
        seq=last + 1,
        kind=kind,
        entry_key=entry_key,
        by_seal=by_seal,
        at=at,
        by=by,
        body=text,
        digest=digest,
        prev_digest=prev,
    )
    signals.seal_changed.send(sender=Seal, seal=seal, hidden=kind in HIDING)
    return act


def act_digest(prev_digest: str, body: str) -> str:
    """SHA-256 over the previous digest (hex), a line feed and the canonical body."""
    return hashlib.sha256(f"{prev_digest}\n{body}".encode()).hexdigest()
