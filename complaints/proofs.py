"""The proof of filing (channel.md §3.8) as people handle it: a file to keep, a key to check it against, the check."""

import base64

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from complaints import keystore, vault

FILE_NAME = "zhengming.txt"
"""Says proof and not of what: whoever looks through a folder of downloads learns no more."""

KEY_NAME = "gongyao.pem"

_ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410 §4)."""


def public_key_pem(public: bytes) -> str:
    """A raw Ed25519 public key as openssl and others read it, lines ended by LF."""
    body = base64.b64encode(_ED25519_DER + public).decode("ascii")
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def public_key_of_pem(text: str) -> bytes:
    """The raw key of such a text. Raises vault.Refused for anything that is no Ed25519 public key."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or (lines[0], lines[-1]) != ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"):
        raise vault.Refused
    try:
        der = base64.b64decode("".join(lines[1:-1]), validate=True)
    except ValueError:
        raise vault.Refused from None
    if len(der) != len(_ED25519_DER) + 32 or not der.startswith(_ED25519_DER):
        raise vault.Refused
    return der.removeprefix(_ED25519_DER)


@sensitive_variables()
def as_download(text: str) -> HttpResponse:
    """A proof as a file to keep: `text/plain`, a name that tells nothing."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@sensitive_variables()
def handed_back(request: HttpRequest) -> HttpResponse | None:
    """The proof in the form field `proof` as a download; None unless it is one of this installation.

    For the page that shows a proof once and keeps it nowhere: nothing else can be passed off as a file from here.
    """
    try:
        read = verified(request.POST.get("proof", ""))
    except vault.Refused:
        return None
    return as_download(read[1])


@sensitive_variables()
def verified(typed: str) -> tuple[vault.ProofRead, str]:
    """What a pasted proof says, and its text as it was given out. Raises vault.Refused when it does not verify."""
    read = vault.verify_proof(typed, [keystore.installation().public])
    return read, typed.removeprefix("\ufeff").replace("\r\n", "\n").strip() + "\n"
