"""A member's master key as it is stored: sealed under the passphrase, and once more under the recovery sheet."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints import contracts, vault
from complaints.models import Member

SALT = 16
"""Bytes of an Argon2 salt."""


class WrongPassphrase(ActionRefused):
    """The passphrase or the sheet does not open these keys."""


@sensitive_variables()
def open_by_passphrase(member: Member, passphrase: str) -> vault.MemberKeys:
    """The member's keys. Takes 64 MiB and a tenth of a second. Raises WrongPassphrase."""
    try:
        key = vault.passphrase_key(passphrase, bytes(member.passphrase_salt), member.passphrase_parameters)
        return _opened(member, bytes(member.passphrase_blob), key, "passphrase")
    except vault.Refused:
        raise WrongPassphrase(_("口令不对。请检查输入法和大小写后重试。")) from None


@sensitive_variables()
def open_by_sheet(member: Member, typed: str) -> vault.MemberKeys:
    """The member's keys, from the forty digits of the recovery sheet as they were typed. Raises WrongPassphrase."""
    code = vault.parse_recovery(typed)
    if code is None:
        raise wrong_sheet()
    try:
        return _opened(member, bytes(member.recovery_blob), vault.recovery_key(code), "recovery")
    except vault.Refused:
        raise wrong_sheet() from None


def wrong_sheet() -> WrongPassphrase:
    """The refusal of a sheet, whatever is wrong with it."""
    return WrongPassphrase(_("恢复单上的数字不对。请对照纸上的十组数字重新输入；用过的恢复单已经作废。"))


@sensitive_variables()
def set_passphrase(member: Member, keys: vault.MemberKeys, passphrase: str) -> None:
    """Put the master under a passphrase, with a fresh salt. The caller saves the row."""
    salt = vault.new_secret(SALT)
    key = vault.passphrase_key(passphrase, salt, vault.PASSPHRASE_PARAMETERS)
    member.passphrase_parameters = vault.PASSPHRASE_PARAMETERS
    member.passphrase_salt = salt
    member.passphrase_blob = vault.seal_field(
        keys.master, key, contracts.member_master(member.pk, "passphrase")
    )


def under_sheet(pk: UUID, keys: vault.MemberKeys, sheet: str) -> bytes:
    """The master under a recovery sheet's forty digits."""
    return vault.seal_field(keys.master, vault.recovery_key(sheet), contracts.member_master(pk, "recovery"))


def try_out(keys: vault.MemberKeys, pk: UUID) -> None:
    """Seal to new keys and open again before anything is entrusted to them. Raises vault.Refused."""
    contract, secret = contracts.member_master(pk, "trial"), vault.new_secret()
    if vault.open(vault.seal(secret, keys.kem_public, contract), keys.kem_seed, contract) != secret:
        raise vault.Refused


def _opened(member: Member, blob: bytes, key: bytes, way: str) -> vault.MemberKeys:
    """Keys from a sealed master. A row whose public keys are not those of the master was tampered with: Refused."""
    keys = vault.MemberKeys(vault.open_field(blob, key, contracts.member_master(member.pk, way)))
    if (keys.kem_public, keys.sign_public) != (bytes(member.kem_public), bytes(member.sign_public)):
        raise vault.Refused
    return keys
