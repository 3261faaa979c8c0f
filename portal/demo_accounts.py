"""How demonstration accounts are told from real ones.

The demo gives every account it makes an address under a domain that can never exist (RFC 2606), so that they
are found again whatever their names are, and no message to them ever leaves the machine.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

EMAIL_DOMAIN = "demo.invalid"


def address_of(username: str) -> str:
    """The e-mail address of the demonstration account ``username``."""
    return f"{username}@{EMAIL_DOMAIN}"


def demo_accounts() -> "QuerySet[AbstractUser]":
    """Every demonstration account that can still log in."""
    return get_user_model().objects.filter(email__endswith=f"@{EMAIL_DOMAIN}", is_active=True)
