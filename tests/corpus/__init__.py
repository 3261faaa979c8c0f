"""A seeded corpus of awards of invented organisations, and a brute-force oracle for what a question must find."""
