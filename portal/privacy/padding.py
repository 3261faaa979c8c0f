"""Pages of the channel come in steps of 16 KiB, so that their length on the wire tells nothing of what they say. Pure."""

STEP = 16 * 1024
_OPEN, _CLOSE = b"<!--", b"-->"


def padded(page: bytes) -> bytes:
    """``page`` followed by an HTML comment that fills it up to a multiple of ``STEP``; as it is when it is one already."""
    missing = -len(page) % STEP
    if not missing:
        return page
    frame = len(_OPEN) + len(_CLOSE)
    if missing < frame:
        missing += STEP
    return page + _OPEN + b"." * (missing - frame) + _CLOSE
