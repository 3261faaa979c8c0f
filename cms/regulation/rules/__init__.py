"""The rules of a measure: pure functions from facts, a working calendar and an instant to verdicts.

Nothing here knows a city, a clock, a database, a setting or Django.
"""
