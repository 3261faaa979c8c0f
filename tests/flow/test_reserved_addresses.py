"""No scheme and no edition may stand behind an address the portal needs itself."""

import re

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from cms import clock
from cms.actions.editions import RESERVED_SLUGS, open_edition
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


def below_a_scheme(resolver: URLResolver) -> set[str]:
    """Second segments of the portal's own addresses below a city, as far as an edition could be called so."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern):
            found |= below_a_scheme(pattern)
        elif match := re.match(r"<slug:city>/([a-z0-9-]+)/", str(pattern.pattern)):
            found.add(match[1])
    return found


def test_every_page_below_a_scheme_is_reserved() -> None:
    assert below_a_scheme(get_resolver()) == RESERVED_SLUGS


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_an_edition_does_not_stand_in_their_place(slug: str) -> None:
    office = offices.make_office("datong")
    with pytest.raises(ActionRefused, match=slug), clock.at(offices.DEFAULT_AT):
        open_edition(scheme=office.scheme, number=1, slug=slug, title="第1届", by=office.editor)
