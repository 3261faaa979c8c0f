"""The public register search."""
