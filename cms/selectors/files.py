"""Which stored files the public may have: those that a sealed leaf names and nobody has withheld."""

from dataclasses import dataclass

from cms.models import Seal, Withholding


@dataclass(frozen=True)
class PublicFile:
    """A file as a sealed notice names it."""

    sha256: str
    name: str
    media_type: str


def public_file(sha256: str, name: str) -> PublicFile | None:
    """The file with that digest under that name, or None where no sealed notice shows it so.

    Withheld in one notice, from the moment somebody hides it, it is withheld in all: the bytes are the same.
    A draft's attachment is not public, and a name nobody sealed is not printed under the office's address.
    """
    if Withholding.objects.filter(file_sha256=sha256).exclude(outcome=Withholding.Outcome.REVERSED).exists():
        return None
    # The head is short and sealed with the body; it names the files, the body need not be read.
    for head in Seal.objects.filter(head__icontains=sha256).values_list("head", flat=True):
        for file in head.get("files", ()):
            if (file["sha256"], file["name"]) == (sha256, name):
                return PublicFile(sha256, name, file["media_type"])
    return None
