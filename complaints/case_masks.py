"""The masks of an opened case, and the case as it reads under them: what leaves the desk is shown so."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from complaints import masks
from complaints.masks import Mask
from complaints.reading import OpenCase, OpenEntry
from complaints.signers import Signature


def masks_of(opened: OpenCase) -> dict[UUID, Mask]:
    """The mask that stands over each entry, by the entry's id; only what a member of a roster signed counts."""
    read = (
        masks.read(entry.id, entry.document)
        for entry in opened.entries
        if entry.signature in {Signature.HOLDS, Signature.FORMER}
    )
    return masks.standing(mask for mask in read if mask is not None)


def shown_document(entry: OpenEntry, standing: Mapping[UUID, Mask]) -> Mapping[str, Any]:
    """An entry's document with what is masked covered."""
    mask = standing.get(entry.id)
    return masks.cover(entry.document, mask.ranges) if mask else entry.document


def hidden_files(standing: Mapping[UUID, Mask]) -> frozenset[str]:
    """Blobs of the files that are masked."""
    return frozenset(blob for mask in standing.values() for blob in mask.files)
