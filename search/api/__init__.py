"""The read-only interface for machines below `/api/v1/`: one table of resources makes views, description and page."""
