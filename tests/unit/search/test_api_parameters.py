"""A declared parameter means one thing: what the description's schema takes is what the reading takes."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.api.asking import Asked, cursor_of
from search.api.parameters import Kind, Parameter, read_parameters
from search.api.problems import ProblemError
from tests.factories.offices import DEFAULT_AT

PARAMETERS = (
    Parameter("limit", "一页几条。", "50", Kind.WHOLE, least=1, most=200, default="50"),
    Parameter("since", "从哪天起。", "2026-01-01", Kind.DAY),
    Parameter("kind", "类别。", "organization", offered=("organization", "individual")),
    Parameter("scheme", "代码。", "datong", pattern="[A-Za-z0-9_-]+", longest=8),
)
ODD = (
    "0",
    "1",
    "200",
    "201",
    "٣",
    "-1",
    "1.0",
    "1e2",
    "9" * 4_400,
    "2026-02-29",
    "2028-02-29",
    "20260101",
    "",
)
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(ODD), st.from_regex(r"\d{4}-\d{2}-\d{2}", fullmatch=True)
)


def as_described(parameter: Parameter, text: str) -> Any:
    """A text of an address as the value the description speaks of; digits alone are a whole number."""
    whole = parameter.kind is Kind.WHOLE and text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if whole else text


@given(st.sampled_from(PARAMETERS), TEXTS)
def test_what_is_read_is_what_is_described(parameter: Parameter, text: str) -> None:
    values, faults = read_parameters([parameter], {parameter.name: [text]})
    schema = parameter.schema()
    if "pattern" in schema:
        schema |= {"pattern": f"^(?:{schema['pattern']})$"}
    described = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(
        as_described(parameter, text)
    )
    padded = parameter.kind is Kind.WHOLE and len(text) > 10
    assert (not faults) == (described and not padded)
    assert (parameter.name in values) == (not faults)


def test_every_fault_is_named_and_nothing_is_guessed() -> None:
    given_ = {"limit": ["0"], "kind": ["organization", "individual"], "scheme": ["a b"], "Limit": ["5"]}
    values, faults = read_parameters(PARAMETERS, given_)
    assert values == {}
    assert {(fault.parameter, fault.code) for fault in faults} == {
        ("limit", "bad_value"), ("kind", "too_many_values"), ("scheme", "bad_value"), ("Limit", "unknown_parameter"),
    }  # fmt: skip


@given(
    st.lists(
        st.text(st.characters(min_codepoint=33, exclude_characters="|", categories=["L", "N"]), min_size=1),
        min_size=2,
        max_size=2,
    )
)
def test_a_cursor_gives_back_what_it_was_made_of(parts: list[str]) -> None:
    assert Asked({"cursor": cursor_of(*parts)}, DEFAULT_AT).after(parts=2) == parts


@pytest.mark.parametrize("made_up", ["A", "____", "AAAA", "gICA", cursor_of("a\x00", 1)])
def test_a_made_up_cursor_is_refused(made_up: str) -> None:
    with pytest.raises(ProblemError):
        Asked({"cursor": made_up}, DEFAULT_AT).after(parts=2)
