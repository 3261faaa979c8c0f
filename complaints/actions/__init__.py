"""The only writers of the channel's state: keyword-only, in one transaction, told by day and never by instant."""
