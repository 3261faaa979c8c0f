"""The online channel of each scheme. Nothing here may ever say more of a case than its number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelState(models.TextChoices):
    """What a channel is. A new one is closed: nobody can file online, and the page says so."""

    CLOSED = "closed", _("尚未开通")


class Channel(models.Model):
    """The online channel of one scheme, named by the scheme's code; complaints hold no key to page models."""

    scheme_code = models.SlugField(_("奖项代码"), max_length=40, unique=True)
    state = models.CharField(
        _("状态"), max_length=20, choices=ChannelState.choices, default=ChannelState.CLOSED
    )
    created_at = models.DateTimeField(_("建立时间"))

    field_classes = {
        "scheme_code": "not_personal",
        "state": "not_personal",
        "created_at": "not_personal",
    }

    class Meta:
        verbose_name = _("网上渠道")
        verbose_name_plural = _("网上渠道")
        ordering = ("scheme_code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ChannelState.values), name="complaint_channel_known_state"
            )
        ]

    def __str__(self) -> str:
        # Opaque on purpose: logs and admin lists print it.
        return f"#{self.pk}"
