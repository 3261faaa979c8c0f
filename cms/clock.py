"""The portal's clock under the name by which `cms` reads it."""

from portal.clock import at, now, today

__all__ = ["at", "now", "today"]
