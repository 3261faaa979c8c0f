"""Forms of the office's admin: they read what was typed and say by field what is wrong with it."""
