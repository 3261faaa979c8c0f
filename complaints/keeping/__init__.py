"""The pages of those who keep the endings, below /admin/complaints/endings/: numbers and days, never what is in a case."""
