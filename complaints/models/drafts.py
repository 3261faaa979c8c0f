"""A filing on its way: the sealed list of files staged for it, and nothing that was typed."""

from django.db import models

from complaints.models.base import Opaque, derived_key


class Draft(Opaque):
    """The files staged under a draft token (channel.md §4.2). `expires_at` is UTC, two hours after the last step.

    The key is derived from the token, which only the browser's page holds; `manifest` is sealed under another key
    derived from it. The row is the lock of the filing: whoever deletes it files, once.
    """

    id = derived_key()
    manifest = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    field_classes = {"id": "not_personal", "manifest": "personal", "expires_at": "not_personal"}

    class Meta:
        verbose_name = "未提交的材料清单"
        verbose_name_plural = "未提交的材料清单"
