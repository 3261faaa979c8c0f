"""How far the person reaches who asks for an action. The pages ask first, for kindness; here nobody gets round it.

Each raises ActionRefused with the sentence of `cms.permissions`. `by` None is the portal itself, which nothing confines.
"""

from typing import Any

from cms import permissions
from cms.actions.errors import ActionRefused


def _raise(refusal: str) -> None:
    if refusal:
        raise ActionRefused(refusal)


def stay_in_scheme(by: Any, scheme: Any) -> None:
    """The account is not confined to another scheme."""
    if by is not None:
        _raise(permissions.refusal_in_scheme(by, scheme))


def act_for_whole(by: Any, scheme: Any) -> None:
    """The account speaks for the scheme, not for one of its bodies alone."""
    if by is not None:
        _raise(permissions.refusal_for_whole(by, scheme))


def act_as_body(by: Any, scheme: Any, publisher_name: str) -> None:
    """The account may act in the name of that publishing body."""
    if by is not None:
        _raise(permissions.refusal_as_body(by, scheme, publisher_name))


def stay_on_notice(by: Any, notice: Any) -> None:
    """The account is not confined away from that notice."""
    if by is not None:
        _raise(permissions.refusal_on_notice(by, notice))


def need(by: Any, permission: str, scheme: Any) -> None:
    """The account has the model permission in that scheme, and is not confined to another."""
    if by is not None:
        _raise(permissions.refusal_without(by, permission, scheme))
