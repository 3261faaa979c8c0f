"""What the rules see of a draft's attachments: what the scan found in them and what the approver said about it."""

from collections.abc import Iterable, Mapping, Sequence

from cms.models import Notice, NoticeFile
from cms.regulation.rules.facts import AttachmentFacts, Hit, HitKind


def file_place(sha256: str) -> str:
    """The place by which a clearing names an attachment, whatever the file is called: `file:<sha256>`."""
    return f"file:{sha256}"


def attachment_facts(notice: Notice, stored: Mapping[str, NoticeFile]) -> tuple[AttachmentFacts, ...]:
    """The attachments of a draft in their order, with hits, clearings and confirmations.

    `stored` are the files by digest; an attachment that is not among them counts as unreadable, so that
    nothing goes out that nobody could look into. A clearing `{"place": file:<sha256> or name, "reason": …}`
    clears the hits of that file, with `excerpt` only the one that reads so; `{"confirm": sha256,
    "by_name": …}` says who looked through a file without text.
    """
    return tuple(
        _facts(item["name"], item["sha256"], stored.get(item["sha256"]), notice.clearings)
        for item in notice.attachments
    )


def _facts(
    name: str, sha256: str, file: NoticeFile | None, clearings: Sequence[Mapping[str, str]]
) -> AttachmentFacts:
    own = [clearing for clearing in clearings if clearing.get("place") in (file_place(sha256), name)]
    confirmed = (clearing.get("by_name", "") for clearing in clearings if clearing.get("confirm") == sha256)
    return AttachmentFacts(
        name=name,
        sha256=sha256,
        readable=file is not None and file.readable,
        hits=tuple(
            Hit(
                # The rules print the place, and people know the file by its name.
                place=name,
                kind=HitKind(row["kind"]),
                excerpt_masked=row["excerpt"],
                cleared_reason=_cleared(own, row["excerpt"]),
            )
            for row in (file.scan if file is not None else ())
        ),
        confirmed_by=next((who for who in confirmed if who), ""),
    )


def _cleared(clearings: Iterable[Mapping[str, str]], excerpt: str) -> str:
    reasons = (c.get("reason", "") for c in clearings if c.get("excerpt", excerpt) == excerpt)
    return next((reason for reason in reasons if reason), "")
