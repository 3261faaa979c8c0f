"""The front page: what is open for objection now, across cities."""
