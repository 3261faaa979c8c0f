"""The Merkle tree against RFC 9162's own structure, canonical bytes, erasure, and the stand-alone checker."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import seals, verify_seal

GOLDEN = Path(__file__).parents[2] / "data" / "seals" / "body-v1.json"

CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Roots of the reference tree that Certificate Transparency's implementations share."""

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=3)
    ),
    max_leaves=6,
)
leaf_values = st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), values, min_size=1, max_size=4)


@pytest.mark.parametrize("size", CT_ROOTS)
def test_the_root_is_that_of_the_reference_tree(size: int) -> None:
    hashes = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in CT_LEAVES[:size]]
    assert seals.merkle_root(hashes).hex() == CT_ROOTS[size]


@given(st.integers(1, 70), st.data())
def test_every_leaf_proves_its_inclusion_and_no_other(size: int, data: st.DataObject) -> None:
    hashes = [hashlib.sha256(bytes([n])).digest() for n in range(size)]
    root, index = seals.merkle_root(hashes), data.draw(st.integers(0, size - 1))
    proof = seals.inclusion_proof(hashes, index)
    assert seals.root_from_proof(hashes[index], index, size, proof) == root
    assert seals.root_from_proof(b"\x07" * 32, index, size, proof) != root


@given(st.lists(leaf_values, min_size=1, max_size=12), st.data())
def test_a_body_survives_erasing_any_leaves(items: list[dict], data: st.DataObject) -> None:
    body = seals.make_body(seals.make_leaves(items, seals.new_salts(len(items))))
    for index in data.draw(st.sets(st.integers(0, len(items) - 1))):
        body = body.erase(index, "依据", "2026-01-01T00:00:00+08:00")
    assert seals.verify_body(body.dump(), body.root).root == body.root
    assert seals.parse_body(body.dump()) == seals.parse_body(seals.parse_body(body.dump()).dump())


@given(st.lists(leaf_values, min_size=1, max_size=8))
def test_the_stand_alone_checker_hashes_the_same_bytes(items: list[dict]) -> None:
    body = seals.make_body(seals.make_leaves(items, seals.new_salts(len(items))))
    leaves = json.loads(body.dump())["leaves"]
    assert verify_seal.merkle_root([verify_seal.leaf_hash(leaf) for leaf in leaves]).hex() == body.root


def test_an_erased_leaf_leaves_neither_value_nor_salt() -> None:
    body = seals.make_body(
        seals.make_leaves([{"t": "entry", "key": "k", "no": 1, "name": "要隐去的名字"}], ["ab" * 16])
    )
    text = body.erase(0, "依据", "2026-01-01T00:00:00+08:00").dump()
    assert "要隐去的名字" not in text
    assert "abab" not in text
    assert json.loads(text)["leaves"][0]["withheld"] == {
        "ground": "依据",
        "at": "2026-01-01T00:00:00+08:00",
        "t": "entry",
        "key": "k",
        "no": 1,
    }


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"v": 2, "leaves": []}', "not json"])
def test_what_is_no_body_is_refused(text: str) -> None:
    with pytest.raises(seals.SealBrokenError):
        seals.parse_body(text)


def test_a_changed_leaf_breaks_the_seal() -> None:
    body = seals.make_body(seals.make_leaves([{"t": "title", "value": "甲"}], seals.new_salts(1)))
    with pytest.raises(seals.SealBrokenError):
        seals.verify_body(body.dump().replace("甲", "乙"), body.root)


def test_salts_keep_equal_values_apart() -> None:
    first, second = (seals.make_body(seals.make_leaves([{"a": "b"}], seals.new_salts(1))) for _ in range(2))
    assert first.root != second.root


def run_checker(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the published script as a citizen would: plain python, nothing installed."""
    command = [sys.executable, "-I", verify_seal.__file__, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_published_command_verifies_offline(tmp_path: Path) -> None:
    body = seals.make_body(
        seals.make_leaves([{"t": "title", "value": "标题"}, {"t": "text", "n": 3}], seals.new_salts(2))
    )
    file = tmp_path / "seal.json"
    file.write_text(body.erase(1, "依据", "2026-01-01T00:00:00+08:00").dump(), encoding="utf-8")
    good = run_checker(str(file), body.root)
    assert (good.returncode, "核验通过" in good.stdout) == (0, True)
    file.write_text(file.read_text(encoding="utf-8").replace("标题", "别的标题"), encoding="utf-8")
    assert run_checker(str(file)).returncode == 1
    assert run_checker(str(tmp_path / "missing.json")).returncode == 2


def test_a_body_of_format_1_keeps_its_reader() -> None:
    """The golden file was sealed by the first release; its digest and its reading never change."""
    from cms.reading import read_notice

    text = GOLDEN.read_text(encoding="utf-8")
    body = seals.verify_body(text, json.loads(text)["root"])
    notice = read_notice(body)
    assert notice.public_id == "datong.2026.acceptance-list"
    assert notice.window is not None
    assert notice.window.last_day is not None
    assert [entry.no for entry in notice.entries] == list(range(1, len(notice.entries) + 1))
    assert notice.tier_counts or notice.entries
