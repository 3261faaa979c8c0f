"""The only writers of the channel's state. Keyword-only, in one transaction."""

import datetime as dt

from django.db import transaction

from complaints.models import Channel, ChannelState


@transaction.atomic
def create_channel(*, scheme_code: str, at: dt.datetime) -> Channel:
    """Give a scheme its channel, closed. Idempotent: a scheme keeps the channel it has, in whatever state."""
    channel, _created = Channel.objects.get_or_create(
        scheme_code=scheme_code, defaults={"state": ChannelState.CLOSED, "created_at": at}
    )
    return channel
