"""The attachments of an edition: those that were sealed go along, those of drafts alone are listed and stay behind."""

from typing import Any

from wagtail.models import Revision

from cms import filestore
from cms.attachment_checks import MEDIA_TYPES
from cms.models import EditionPage, Notice, NoticeFile
from cms.seals import parse_body
from cms.selectors.dossier_hidden import Hidden
from cms.selectors.dossier_people import People, instant

ENDINGS = {media_type: kind.value for kind, media_type in MEDIA_TYPES.items()}
"""How a copy in the file ends; its own name, which may be Chinese, stands in the list."""


def files_of(edition: EditionPage, hidden: Hidden, people: People) -> list[dict[str, Any]]:
    """Every attachment that a seal or a draft of the edition names, once, in order of digest.

    `path` is where its bytes stand in the archive: empty for one that only drafts named, because nobody approved its
    publication, and for one that is missing from the store although a seal shows it (`missing`).
    """
    sealed = _sealed_names(edition, hidden)
    drafted = _drafted_names(edition, hidden)
    wanted = {*sealed, *drafted}
    rows = {row.sha256: row for row in NoticeFile.objects.filter(sha256__in=wanted)}
    found = []
    for sha256 in sorted(wanted):
        row = rows.get(sha256)
        there = filestore.path_of(sha256).exists()
        found.append(
            {
                "sha256": sha256,
                "path": archive_path(sha256, row) if sha256 in sealed and there else "",
                "missing": sha256 in sealed and not there,
                "size": row.size if row else 0,
                "media_type": row.media_type if row else "",
                "made_at": instant(row.made_at) if row else "",
                "made_by": people.who(row.made_by_id, row.made_at, "上传附件") if row else None,
                "scan": row.scan if row else [],
                "sealed_in": sorted(sealed.get(sha256, {}).items()),
                "drafted_in": sorted(drafted.get(sha256, {}).items()),
            }
        )
    return found


def archive_path(sha256: str, row: NoticeFile | None) -> str:
    """Where a copy stands in the archive: by digest, ending as its type does."""
    ending = ENDINGS.get(row.media_type, "bin") if row else "bin"
    return f"files/{sha256}.{ending}"


def _sealed_names(edition: EditionPage, hidden: Hidden) -> dict[str, dict[str, str]]:
    """By digest: the notices that show the file, each with the name it has there."""
    named: dict[str, dict[str, str]] = {}
    for seal in edition.seals.select_related("notice").order_by("pk"):
        for leaf in parse_body(seal.body).leaves:
            value = leaf.value or {}
            if value.get("t") == "file" and value["sha256"] not in hidden.files:
                named.setdefault(value["sha256"], {})[seal.notice.slug] = value["name"]
    return named


def _drafted_names(edition: EditionPage, hidden: Hidden) -> dict[str, dict[str, str]]:
    """The same of every saved version of every draft."""
    named: dict[str, dict[str, str]] = {}
    for notice in Notice.objects.child_of(edition).order_by("pk"):
        for revision in Revision.objects.for_instance(notice).order_by("pk").iterator(chunk_size=20):
            for item in revision.content.get("attachments") or ():
                if item["sha256"] not in hidden.files:
                    named.setdefault(item["sha256"], {})[notice.slug] = item["name"]
    return named
