"""Pages in steps of one size."""

from hypothesis import given
from hypothesis import strategies as st

from portal.privacy.padding import STEP, padded


@given(st.integers(0, 3 * STEP).map(lambda length: b"x" * length))
def test_every_page_ends_on_a_step_and_begins_as_it_was(page: bytes) -> None:
    full = padded(page)
    assert len(full) % STEP == 0
    assert len(full) - len(page) < 2 * STEP
    comment = full.removeprefix(page)
    assert comment == b"" or (comment.startswith(b"<!--") and comment.endswith(b"-->"))
    assert b"--" not in comment[4:-3]


def test_the_last_bytes_before_a_step_go_to_the_next() -> None:
    for missing in range(1, 7):
        assert len(padded(b"x" * (STEP - missing))) == 2 * STEP
    assert len(padded(b"x" * (STEP - 7))) == len(padded(b"x" * STEP)) == STEP
