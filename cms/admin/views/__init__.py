"""Views of the office's admin: each gathers what a page shows and hands what was decided to an action."""
