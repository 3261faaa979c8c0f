"""Refusals of actions, each with a sentence for the person who asked."""

from django.core.exceptions import PermissionDenied


class ActionRefused(PermissionDenied):
    """A rule or a state refuses the action; the message says why and what to do. Nothing was written."""


class FourEyes(ActionRefused):
    """A second person must do this."""
