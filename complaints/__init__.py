"""The confidential channel."""
