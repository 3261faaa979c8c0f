"""The supervision group's desk: what handlers see of their cases, and where they work on them."""
