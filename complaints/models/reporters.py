"""How a reporter comes back: the row a receipt code finds, and the short session of an open inbox."""

from django.db import models

from complaints.models.base import Opaque, derived_key
from complaints.models.cases import Case


class Reporter(Opaque):
    """Found by `id`, the look-up derived from the receipt code; nothing in it opens without the code (channel.md §2.4).

    `seed` is the reporter's key pair, `record` what the inbox needs to know (case number, public key of the case,
    proof and its salt); both under keys of the code and of the case's shred file. `public` is for replies.
    """

    id = derived_key()
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="reporter")
    seed = models.BinaryField(max_length=256)
    record = models.BinaryField()
    public = models.BinaryField(max_length=1216)

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "seed": "not_personal",
        "record": "personal",
        "public": "not_personal",
    }

    class Meta:
        verbose_name = "查询凭据"
        verbose_name_plural = "查询凭据"


class InboxSession(Opaque):
    """An open inbox, under a key of which the browser holds a part. A wrong code makes an equal row that opens nothing.

    Instants are UTC. Nothing in clear names a case.
    """

    id = derived_key()
    blob = models.BinaryField()
    idle_until = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()

    field_classes = {
        "id": "not_personal",
        "blob": "not_personal",
        "idle_until": "not_personal",
        "ends_at": "not_personal",
    }

    class Meta:
        verbose_name = "查询会话"
        verbose_name_plural = "查询会话"
