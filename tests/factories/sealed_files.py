"""Files as an upload leaves them in the evidence folder."""

from complaints import contracts, evidence_files, vault
from complaints.staged import StagedFile


def write(content: bytes = b"sealed", *, name: str = "a.bin", commit: bool = True) -> StagedFile:
    """A sealed file that nothing in the database names yet; unfinished where `commit` is false."""
    blob, key = evidence_files.new_blob(), vault.new_secret()
    writer = evidence_files.Writer(blob)
    sealer = vault.StreamSealer(key, contracts.evidence_content(blob), writer.write)
    sealer.update(content)
    end = sealer.finish()
    if commit:
        writer.commit()
    evidence_files.settle(blob)
    return StagedFile(
        blob=blob,
        name=name,
        media_type="application/octet-stream",
        length=end.length,
        padded=end.padded,
        sha256=end.sha256,
        key=key,
        cleaned=False,
    )
