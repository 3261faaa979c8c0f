"""The state machines of the office, drawn from their tables."""
