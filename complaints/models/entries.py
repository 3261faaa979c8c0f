"""What was said and handed in, all of it sealed: entries, evidence, identity."""

from django.db import models

from complaints.models.base import Opaque, row_key
from complaints.models.cases import Case
from complaints.models.members import Member


class Entry(Opaque):
    """A report, an answer, a message, a note or a decision, as one sealed document of JSON.

    What kind it is and who wrote it stand inside. `case_key` is its own key EK sealed to the case; `reporter_key` the
    same sealed to the reporter, null unless the entry is meant for them. `by_reporter` counts what a reporter sends in
    a day. `bucket` is the padded size and part of the contract.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    seq = models.PositiveIntegerField()
    day = models.DateField()
    by_reporter = models.BooleanField()
    bucket = models.CharField(max_length=8)
    body = models.BinaryField()
    case_key = models.BinaryField(max_length=1300)
    reporter_key = models.BinaryField(max_length=1300, null=True)

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "seq": "not_personal",
        "day": "not_personal",
        "by_reporter": "not_personal",
        "bucket": "not_personal",
        "body": "personal",
        "case_key": "not_personal",
        "reporter_key": "not_personal",
    }

    class Meta:
        verbose_name = "案件条目"
        verbose_name_plural = "案件条目"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_entry_once")]


class Evidence(Opaque):
    """One file of an entry: the blob of this id below the evidence folder, and its sealed manifest.

    The manifest is JSON under the entry's key: the file's own key, name, type, true length and SHA-256. `size` is the
    padded length on disk, in bytes.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    manifest = models.BinaryField()
    size = models.PositiveBigIntegerField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "entry": "not_personal",
        "manifest": "personal",
        "size": "not_personal",
    }

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"


class Identity(Opaque):
    """Who the reporter is, under a key that only two custodians can open together. Every case has one of equal size.

    `body` is null once it was withheld; `current` tells the one that holds from those that later ones replaced.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="identities")
    body = models.BinaryField(null=True)
    current = models.BooleanField(default=True)
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "body": "personal",
        "current": "not_personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "举报人身份"
        verbose_name_plural = "举报人身份"


class IdentityShare(Opaque):
    """A custodian's share of an identity's secret, sealed to them. `n` is its index, `digest` SHA-256 of the open share."""

    id = row_key()
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="shares")
    custodian = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="shares")
    n = models.PositiveSmallIntegerField()
    blob = models.BinaryField(max_length=1300)
    digest = models.BinaryField(max_length=32)

    field_classes = {
        "id": "not_personal",
        "identity": "not_personal",
        "custodian": "personal",
        "n": "not_personal",
        "blob": "not_personal",
        "digest": "not_personal",
    }

    class Meta:
        verbose_name = "身份密钥份额"
        verbose_name_plural = "身份密钥份额"
        constraints = [
            models.UniqueConstraint(fields=["identity", "custodian"], name="identity_share_once"),
            models.UniqueConstraint(fields=["identity", "n"], name="identity_share_index_once"),
        ]
