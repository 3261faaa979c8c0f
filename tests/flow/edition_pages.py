"""What the public reads of an edition: the pages of its notices and of its city, held against the printed measures."""

import re
from collections.abc import Sequence
from typing import Any

from cms.models import Seal
from tests.factories.html import parse
from tests.factories.notices import DEFAULT_DAYS
from tests.flow.expected_editions import (
    COMPLAINTS,
    OBJECTIONS,
    THIRD_PARTY,
    THIRD_PARTY_ALLOWED,
    WINNERS,
    Step,
)


def articles_quoted(page: str, city: str) -> list[str]:
    """The anchors of the measure's page to which the basis of a notice links, in order."""
    basis = page.partition('id="basis-h"')[2].partition("</section>")[0]
    return re.findall(rf'href="/{city}/measure/v1/#(a[\d-]+)"', basis)


def anchors(refs: Sequence[str]) -> list[str]:
    """18(8) is a18-8 on the measure's page."""
    return ["a" + ref.replace("(", "-").rstrip(")") for ref in refs]


def terms(page: str) -> dict[str, str]:
    """The facts of a page by their label."""
    found = {}
    for row in parse(page).all("div"):
        labels, values = row.all("dt"), row.all("dd")
        if len(labels) == 1 and len(values) == 1:
            found[labels[0].text] = values[0].text
    return found


def check_notice(city: str, step: Step, seal: Seal, body: str, client: Any) -> None:
    """The page names stage and body, quotes the articles with links to where they stand, says how long, who deals
    with objections and to whom the review was entrusted.
    """
    page = client.get(seal.head["path"]).content.decode()
    assert step.name in page
    assert body in page
    quoted = articles_quoted(page, city)
    assert quoted == anchors(step.basis)
    if step.is_publicity:
        assert ("期限未规定" in page) == (step.days == "?")
        needed = DEFAULT_DAYS if step.least is None else step.least
        assert f"共{needed}个工作日" in page
        assert ("不多也不少" in page) == step.exact
        assert terms(page)["受理"] == (OBJECTIONS[city] or "办法未规定受理机构")
    assert (THIRD_PARTY in page) == (step.key == WINNERS and city in THIRD_PARTY_ALLOWED)
    measure = client.get(f"/{city}/measure/v1/").content.decode()
    assert all(f'id="{anchor}"' in measure for anchor in quoted)


def check_scheme(city: str, client: Any) -> None:
    """The city's page names who deals with objections and who receives complaints, or says that nobody is named."""
    said = terms(client.get(f"/{city}/").content.decode())
    for label, expected in (("异议由谁受理", OBJECTIONS[city]), ("投诉举报由谁受理", COMPLAINTS[city])):
        assert said[label].startswith(expected or "未规定")
        assert ("依据" in said[label]) is (expected is not None)
