"""The only writers. Every function is keyword-only, takes `by=`, writes in one transaction and leaves an audit entry."""
