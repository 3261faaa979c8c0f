"""Commands of the calendar, one a file."""
