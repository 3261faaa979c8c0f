"""What happens in `cms` that other parts may answer to. Receivers run inside the sender's transaction."""

from django.dispatch import Signal

approval_review = Signal()
"""Sent with `notice`, `user`: may this person approve this draft? Receivers return a list of sentences, empty for yes."""

approved = Signal()
"""Sent with `notice`, `user`, `task_state`, inside the approval's transaction, before the last approval publishes."""

published = Signal()
"""Sent with `seal` in the transaction that made it: caches, feeds and search follow.

Receivers write to the database or enqueue, and nothing else: a preview of an amendment publishes in a transaction that is
rolled back (`cms.actions.rehearsing`), and what left the database would stay. The same holds for the signals below.
"""

seal_changed = Signal()
"""Sent with `seal` and `hidden` when something was appended to a published notice. `hidden`: part of it is withheld by law."""

awards_changed = Signal()
"""Sent with `public_ids` (a list) and `hidden` when awards were registered or something happened to them.

`hidden`: who holds them, or what their decision is called, is withheld by law.
"""

external_imported = Signal()
"""Sent with `source_sha256`, `first` and `last` when awards of other schemes came in: the numbers of rows of that file."""
