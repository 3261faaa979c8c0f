"""Text files shown as text: in the encodings people use here, and never as other than they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.viewer.texts import SHOWN, plain_text

WORDS = "申报材料与事实不符\n第二行"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_common_encoding_reads(encoding: str) -> None:
    data = WORDS.encode(encoding)
    assert plain_text([data[:5], data[5:]], len(data)).text == WORDS


def test_signs_that_turn_the_reading_round_are_shown_as_numbers() -> None:
    data = "付款\u202e元0001\u200b\x00".encode()
    shown = plain_text([data], len(data))
    assert shown.text == "付款⟨U+202E⟩元0001⟨U+200B⟩⟨U+0000⟩"
    assert shown.marked


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_long_text_is_cut_between_signs_and_says_so(encoding: str) -> None:
    data = ("举" * SHOWN).encode(encoding)
    shown = plain_text([data], len(data))
    assert shown.cut
    assert set(shown.text) == {"举"}
    assert not plain_text([b"short"], 5).cut


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_without_controls(data: bytes) -> None:
    text = plain_text([data], len(data)).text
    assert all(sign.isprintable() or sign in "\n\t" or sign.isspace() for sign in text)
