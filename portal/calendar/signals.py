"""Signals of the calendar."""

from django.dispatch import Signal

calendar_changed = Signal()
"""A version of a holiday notice was written.

Sent by ``add_holiday_notice`` with ``sender=HolidayNotice``, ``notice`` and ``by``, inside the transaction
that wrote it: a receiver that raises undoes the notice, so that no window stands on a calendar it was not counted by.
"""
