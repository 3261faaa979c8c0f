"""What the channel does when something happens in `cms`. Receivers run inside the sender's transaction."""

from typing import Any

from cms import clock, signals
from complaints.actions import create_channel


def create_for_scheme(sender: type, scheme: Any, by: Any, **kwargs: Any) -> None:
    """Answer `scheme_created`: the scheme and its closed channel exist together or not at all."""
    create_channel(scheme_code=scheme.slug, at=clock.now())


def connect() -> None:
    """Connect the receivers; idempotent through the dispatch id."""
    signals.scheme_created.connect(create_for_scheme, dispatch_uid="complaints.channel")
