"""The page of headers in docs/reference/."""
