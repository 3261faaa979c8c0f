"""Bodies of the channel to test with: keys folder, installation key, founders with their keys, second factors."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from complaints import keystore, vault
from complaints.founding import Founded, Founder, found
from tests.factories.offices import beijing, person

AT = beijing(2026, 11, 20)
"""When bodies are founded."""

PASSPHRASE = "ganlan shitou yezi kuaile"
"""Long enough, and nobody's log-in password."""

HANDLER, CUSTODIAN = "handler", "custodian"


def place_keys(settings: Any, folder: Path) -> None:
    """Let the installation keep its keys below `folder`, and make its own."""
    settings.CHANNEL_KEYS_DIR = folder / "keys"
    settings.CHANNEL_SHRED_DIR = folder / "shred"
    settings.CHANNEL_EVIDENCE_DIR = folder / "evidence"
    vault.Installation.create(keystore.keys_folder() / keystore.INSTALLATION_KEY)


def body(
    code: str = "datong.office",
    *roles: str,
    names: Sequence[str] = (),
    now: dt.datetime = AT,
) -> Founded:
    """A body founded by one account for each role, two handlers and a custodian where none is named.

    Accounts are called `<code>-1`, `<code>-2` … unless `names` says otherwise.
    """
    roles = roles or (HANDLER, HANDLER, CUSTODIAN)
    accounts = names or [f"{code}-{n}" for n in range(1, len(roles) + 1)]
    founders = [
        Founder(person(name, "保密渠道成员"), role, PASSPHRASE)
        for name, role in zip(accounts, roles, strict=True)
    ]
    return found(body=code, name=f"{code}（示例）", founders=founders, now=now)


def factor_of(user: Any) -> TOTPDevice:
    """The account's authenticator, set up if it has none."""
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return device or TOTPDevice.objects.create(user=user, name="channel", confirmed=True)


def digits_of(device: TOTPDevice, steps: int = 0) -> str:
    """The six digits the app shows now, or that many steps of 30 seconds later."""
    import time

    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def verified(client: Client, user: Any) -> Client:
    """The client, logged in as that person and with the second factor shown."""
    client.force_login(user)
    session = client.session
    session["otp_device_id"] = factor_of(user).persistent_id
    session.save()
    return client
