"""Wagtail's own search over the same awards: the peer that ours is measured against, in a process and a database of its own."""
