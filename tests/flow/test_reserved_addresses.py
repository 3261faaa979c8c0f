"""No scheme and no edition may stand behind an address the portal needs itself."""

import re

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from cms import clock
from cms.actions.editions import open_edition
from cms.actions.errors import ActionRefused
from cms.actions.measures import RESERVED_CODES, accept_measure
from cms.models import Measure
from cms.regulation.document import parse_regulation, template_source
from tests.factories import offices

CODE = re.compile(r"^[a-z][a-z0-9-]{1,30}$")
"""What the schema takes for a code; other first segments cannot collide with one."""


def first_segments(resolver: URLResolver, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and not route:
            found |= first_segments(pattern, route)
        elif isinstance(pattern, URLPattern | URLResolver):
            found.add(route.lstrip("^").partition("/")[0].rstrip("$"))
    return found


def test_every_first_segment_of_the_portal_is_reserved() -> None:
    needed = {segment for segment in first_segments(get_resolver()) if CODE.match(segment)}
    assert {"files", "complaints", "calendar", "verify"} <= needed
    assert needed - RESERVED_CODES == set()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["files", "complaints"])
def test_a_measure_under_such_a_code_is_not_taken_in(code: str) -> None:
    source = template_source().replace(b'code = "moban"', f'code = "{code}"'.encode(), 1)
    with pytest.raises(ActionRefused, match=code):
        accept_measure(parsed=parse_regulation(source), by=None, home=offices.home_page())
    assert not Measure.objects.exists()


@pytest.mark.django_db
def test_an_edition_does_not_stand_in_the_measures_place() -> None:
    office = offices.make_office("datong")
    with pytest.raises(ActionRefused, match="measure"), clock.at(offices.DEFAULT_AT):
        open_edition(scheme=office.scheme, number=1, slug="measure", title="第1届", by=office.editor)
