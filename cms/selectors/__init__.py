"""Reads: gather what rules, pages and feeds need. Nothing here writes."""
