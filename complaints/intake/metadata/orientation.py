"""The one thing of a camera's record that is kept: which side of the picture is up."""

import struct

TAG = 0x0112
UPRIGHT = 1
LAST = 8


def record(orientation: int) -> bytes:
    """A TIFF record (as in Exif) of 26 bytes that says the orientation, 1 to 8, and nothing else."""
    entry = struct.pack("<HHIHH", TAG, 3, 1, orientation, 0)
    return b"II*\x00" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
