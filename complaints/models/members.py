"""Those who hold keys: their sealed masters, the signed roster of each body, their interests, their unlocked sessions."""

from django.conf import settings
from django.db import models

from complaints.models.base import Opaque, derived_key, row_key


class Member(Opaque):
    """A person with a master key of their own (channel.md §2.2).

    Being listed here gives nothing: only an entry of a verified roster makes a recipient. The master stands twice,
    under the passphrase and under the recovery sheet. `*_day` are Beijing days. `mail_to` is where their mail goes, and
    counts with the member's signature alone (`complaints.mail_addresses`).
    """

    id = row_key()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channel_member"
    )
    passphrase_parameters = models.CharField(max_length=40)
    passphrase_salt = models.BinaryField(max_length=16)
    passphrase_blob = models.BinaryField(max_length=256)
    recovery_blob = models.BinaryField(max_length=256)
    kem_public = models.BinaryField(max_length=1216)
    sign_public = models.BinaryField(max_length=32)
    enrolled_day = models.DateField()
    sheet_day = models.DateField()
    mail_to = models.EmailField(blank=True, default="")
    mail_signature = models.BinaryField(max_length=64, blank=True, default=b"")

    field_classes = {
        "id": "not_personal",
        "user": "personal",
        "passphrase_parameters": "not_personal",
        "passphrase_salt": "not_personal",
        "passphrase_blob": "not_personal",
        "recovery_blob": "not_personal",
        "kem_public": "not_personal",
        "sign_public": "not_personal",
        "enrolled_day": "not_personal",
        "sheet_day": "not_personal",
        "mail_to": "personal",
        "mail_signature": "not_personal",
    }

    class Meta:
        verbose_name = "密钥成员"
        verbose_name_plural = "密钥成员"
        permissions = [("hold_keys", "可以持有保密渠道的密钥")]


class RosterRow(Opaque):
    """One entry of a body's append-only roster as signed (channel.md §2.3). `document` is the vault's canonical JSON."""

    id = row_key()
    body = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    document = models.TextField()
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "body": "not_personal",
        "seq": "not_personal",
        "document": "personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "名册条目"
        verbose_name_plural = "名册条目"
        constraints = [models.UniqueConstraint(fields=["body", "seq"], name="roster_row_once")]


class RosterProposal(Opaque):
    """A roster entry that still lacks a signature. Deleted once it is complete, refused or outrun by another entry."""

    id = row_key()
    body = models.CharField(max_length=80)
    document = models.TextField()
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "body": "not_personal",
        "document": "personal",
        "proposed_by": "personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "待签名册条目"
        verbose_name_plural = "待签名册条目"


class InterestDeclaration(Opaque):
    """What a member declares to be close to: organisations and units, signed by the member. The newest valid row holds.

    `document` is canonical JSON {"organisations": [{"uscc", "name"}], "units": [...]}; a row whose signature does not
    verify is ignored.
    """

    id = row_key()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declarations")
    seq = models.PositiveIntegerField()
    document = models.TextField()
    signature = models.BinaryField(max_length=64)
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "member": "personal",
        "seq": "not_personal",
        "document": "personal",
        "signature": "not_personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "利害关系申报"
        verbose_name_plural = "利害关系申报"
        constraints = [models.UniqueConstraint(fields=["member", "seq"], name="declaration_once")]


class VaultSession(Opaque):
    """An unlocked member's master, under a key of which the browser holds a part (channel.md §2.6).

    Instants are UTC. `session_digest` is a SHA-256 of the Django session's key: the lock ends with the log-in.
    """

    id = derived_key()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="vault_sessions")
    session_digest = models.CharField(max_length=64)
    blob = models.BinaryField(max_length=256)
    idle_until = models.DateTimeField()
    ends_at = models.DateTimeField()

    field_classes = {
        "id": "not_personal",
        "member": "personal",
        "session_digest": "not_personal",
        "blob": "not_personal",
        "idle_until": "not_personal",
        "ends_at": "not_personal",
    }

    class Meta:
        verbose_name = "解锁会话"
        verbose_name_plural = "解锁会话"
