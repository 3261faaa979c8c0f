"""The second factor of those who hold keys: six digits of an authenticator app (TOTP, RFC 6238), by django-otp.

It comes before unlocking and replaces nothing of it. A step that was used is refused, and wrong ones slow the next down.
"""

from typing import Any

import django_otp
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.actions.errors import ActionRefused

NAME = "channel"
"""All devices of the channel are called so: the name of a device is printed by its `str()`."""


class WrongCode(ActionRefused):
    """The six digits are not the present ones, were used, or come too soon after a wrong attempt."""


def device_of(user: Any) -> TOTPDevice | None:
    """The confirmed authenticator of this account."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def begin(*, user: Any) -> TOTPDevice:
    """A fresh secret to be set up; one that was begun and not confirmed is thrown away, whoever saw it.

    Raises ActionRefused where one is confirmed already: it is replaced with the recovery sheet only, or whoever knows the
    login password could put their own phone in its place.
    """
    with transaction.atomic():
        if device_of(user) is not None:
            raise ActionRefused(
                _("您已经设好动态口令。更换手机的，请在“用恢复单恢复”一页勾选“重新设置动态口令”。")
            )
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        device: TOTPDevice = TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)
    return device


def pending_of(user: Any) -> TOTPDevice | None:
    """The authenticator that was begun and not confirmed yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()


def confirm(*, request: HttpRequest, digits: str) -> None:
    """Take the authenticator into use after it showed the right digits once. Raises WrongCode, ActionRefused."""
    pending = None if device_of(request.user) else pending_of(request.user)
    if pending is None:
        raise ActionRefused(_("没有正在设置的动态口令。请重新开始设置。"))
    with transaction.atomic():
        held = TOTPDevice.objects.select_for_update().get(pk=pending.pk)
        right = held.verify_token(_tidy(digits))
        if right:
            held.confirmed = True
            held.save(update_fields=["confirmed"])
            TOTPDevice.objects.filter(user=request.user).exclude(pk=held.pk).delete()
    if not right:
        raise _wrong()
    django_otp.login(request, held)


def verify(*, request: HttpRequest, digits: str) -> None:
    """Check the digits and remember in this log-in that they were right. Raises WrongCode, ActionRefused."""
    device = device_of(request.user)
    if device is None:
        raise ActionRefused(_("请先设置动态口令。"))
    found = django_otp.verify_token(request.user, device.persistent_id, _tidy(digits))
    if found is None:
        raise _wrong()
    django_otp.login(request, found)


def is_verified(request: HttpRequest) -> bool:
    """Whether this log-in has shown the second factor."""
    user: Any = request.user
    return bool(user.is_authenticated and getattr(user, "otp_device", None) is not None)


def forget(*, user: Any) -> None:
    """Take every authenticator of this account away."""
    TOTPDevice.objects.filter(user=user).delete()


def _tidy(digits: str) -> str:
    return "".join(character for character in digits if not character.isspace())


def _wrong() -> WrongCode:
    return WrongCode(
        _("动态口令不对，或者已经用过。请等手机上显示下一组数字再输入；连续输错后要等的时间会越来越长。")
    )
