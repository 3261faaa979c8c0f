#!/usr/bin/env python3
"""核验公告封存件：python3 verify_seal.py seal.json [公布的摘要]

Checks the sealed body of a notice offline, with nothing but Python 3. Every leaf that is still shown is hashed with its
salt, every leaf withheld by law contributes the hash that was left of it, and the Merkle root (RFC 9162) over all of them
must be the digest printed on the notice. Exit 0: the body proves itself; 1: it does not; 2: the file cannot be read.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) for ASCII keys and values without floats, which is all a body holds."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_hash(leaf: dict[str, Any]) -> bytes:
    """SHA-256 over 0x00, salt and canonical value; a withheld leaf keeps only this hash."""
    if "value" not in leaf:
        return bytes.fromhex(leaf["hash"])
    return hashlib.sha256(b"\x00" + bytes.fromhex(leaf["salt"]) + canonical(leaf["value"])).digest()


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash of RFC 9162, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merkle_root(hashes[:split]) + merkle_root(hashes[split:])).digest()


def main(arguments: Sequence[str]) -> int:
    """Run the check; returns the exit code."""
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        body = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        hashes = [leaf_hash(leaf) for leaf in body["leaves"]]
        withheld = sum("value" not in leaf for leaf in body["leaves"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"文件无法核验：{error}")
        return 2
    root = merkle_root(hashes).hex()
    expected = arguments[1].strip().lower() if len(arguments) == 2 else body.get("root")
    print(f"共 {len(hashes)} 项，其中依法隐去 {withheld} 项")
    print(f"计算所得摘要 {root}")
    if root != expected or root != body.get("root"):
        print(f"核验不通过：应为 {expected}")
        return 1
    print("核验通过：内容与发布时一致")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
