"""What each sealed value of the channel is: the one place where contracts (channel.md §3.1) are put together.

A value opens only as what it was sealed as: the table, the column, the row, the case, the purpose.
"""

from uuid import UUID

from complaints import vault


def member_master(member: UUID, way: str) -> bytes:
    """A member's master key. :param way: `passphrase` or `recovery`."""
    return vault.contract("member", way, member)


def mail_address(member: UUID) -> bytes:
    """What a member's signature over the address for their mail stands under."""
    return vault.contract("member", "mail", member)


def vault_session(session: str, login: str) -> bytes:
    """A member's master in an unlocked session. :param session: the row's 64 hex digits. :param login: digest of the log-in."""
    return vault.contract("session", "master", session[:32], purpose=login)


def draft_manifest(draft: str) -> bytes:
    """The list of files staged for a filing. :param draft: the row's 64 hex digits."""
    return vault.contract("draft", "manifest", draft[:32])


def evidence_content(blob: UUID | str) -> bytes:
    """The bytes of a file; it is sealed before there is a case, so its own id must do."""
    return vault.contract("evidence", "content", blob)


def evidence_manifest(blob: UUID, case: UUID, bucket: str) -> bytes:
    """Key, name, type, length and digest of a file."""
    return vault.contract("evidence", f"manifest.{bucket}", blob, case)


def case_wrap(wrap: UUID, case: UUID) -> bytes:
    """The case's secret W, sealed to a handler."""
    return vault.contract("wrap", "blob", wrap, case)


def entry_body(entry: UUID, case: UUID, bucket: str) -> bytes:
    """What an entry says."""
    return vault.contract("entry", f"body.{bucket}", entry, case)


def entry_key(entry: UUID, case: UUID, holder: str) -> bytes:
    """An entry's own key. :param holder: `case` or `reporter`."""
    return vault.contract("entry", f"{holder}_key", entry, case)


def entry_text(entry: UUID, case: UUID) -> bytes:
    """What a member's signature stands under."""
    return vault.contract("entry", "text", entry, case)


def event_detail(event: UUID, case: UUID, bucket: str) -> bytes:
    """What an event was."""
    return vault.contract("event", f"detail.{bucket}", event, case)


def event_key(event: UUID, case: UUID) -> bytes:
    """The key of an event's detail, sealed to the case."""
    return vault.contract("event", "detail_key", event, case)


def identity_body(identity: UUID, case: UUID, bucket: str) -> bytes:
    """Who the reporter is."""
    return vault.contract("identity", f"body.{bucket}", identity, case)


def identity_share(share: UUID, case: UUID, n: int) -> bytes:
    """A custodian's share of the identity's secret."""
    return vault.contract("share", "blob", share, case, n=n)


def reporter_seed(lookup: str, case: UUID) -> bytes:
    """The seed of the reporter's key pair. :param lookup: the row's 64 hex digits."""
    return vault.contract("reporter", "seed", lookup[:32], case)


def reporter_record(lookup: str, case: UUID, bucket: str) -> bytes:
    """What the inbox needs to know."""
    return vault.contract("reporter", f"record.{bucket}", lookup[:32], case)


def inbox_session(session: str) -> bytes:
    """An open inbox. :param session: the row's 64 hex digits."""
    return vault.contract("inbox", "blob", session[:32])


def private_text(text: UUID, case: UUID, bucket: str) -> bytes:
    """A member's labels or a text of theirs that is not sent yet."""
    return vault.contract("private", f"body.{bucket}", text, case)


def private_key(text: UUID, case: UUID) -> bytes:
    """The key of such a text, sealed to its author."""
    return vault.contract("private", "key", text, case)


def case_public(case: UUID, epoch: int) -> bytes:
    """What a handler signs when a case gets another key pair, followed by the public key before and the one after."""
    return vault.contract("case", "public", case, case, n=epoch)


def disclosure_reason(ask: UUID, case: UUID, bucket: str) -> bytes:
    """Why somebody asks for an identity, as one custodian reads it."""
    return vault.contract("ask", f"reason.{bucket}", ask, case)


def disclosure_reason_key(ask: UUID, case: UUID) -> bytes:
    """The key of that reason, sealed to the custodian."""
    return vault.contract("ask", "reason_key", ask, case)


def disclosed_share(ask: UUID, case: UUID, disclosure: UUID, n: int) -> bytes:
    """A share sealed again to the requester; it opens for this request and no other."""
    return vault.contract("ask", "share", ask, case, purpose=disclosure.hex, n=n)


def bundle_content(bundle: UUID) -> bytes:
    """The bytes of an export."""
    return vault.contract("bundle", "content", bundle)


def bundle_key(bundle: UUID) -> bytes:
    """The key of an export, sealed to whom it is for."""
    return vault.contract("bundle", "key", bundle)
