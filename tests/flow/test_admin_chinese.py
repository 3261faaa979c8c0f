"""The pages that clerks meet are Chinese: what Wagtail leaves in English stands in the portal's own catalogue."""

import html
import re

import pytest
from django.urls import reverse

from cms import clock
from tests.factories.admin import client_of, edit_url
from tests.factories.notices import draft, fulfil, published_notice, run_up, submit
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db

ALLOWED = re.compile(
    # Names of accounts in the tests come first: they hold the codes of cities.
    r"[a-z]+-(editor|approver|publisher)(-\d)?|measure-keeper|taiyuan|xinzhou|"
    r"SHA|TOML|UTF|kB|GB|Esc|Ctrl|Alt|Shift|English|Wagtail|https?"
)
HIDDEN = re.compile(r"<(script|style|svg|code|template)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\s(?:aria-label|placeholder|alt|data-w-tooltip-content-value)="([^"]*)"')


def english_in(page: str) -> set[str]:
    """Words of three Latin letters and more that a reader sees or hears."""
    body = HIDDEN.sub(" ", page)
    tags = re.sub(r'"[^"]*"|\'[^\']*\'', '""', body)
    texts = [*re.split(r"<[^<>]*>", tags), *SPOKEN.findall(body)]
    words = (" ".join(html.unescape(text).split()) for text in texts)
    return {w for w in words if re.search(r"[A-Za-z]{3,}", ALLOWED.sub("", w))}


def test_the_pages_of_an_office_are_chinese() -> None:
    office = make_office("taiyuan")
    seal = published_notice("taiyuan")
    other = make_office("xinzhou")
    stage = other.regulation.published_stages[0].key
    edition = run_up(other, stage)
    with clock.at(DEFAULT_AT):
        sent = draft(other, edition, stage)
        fulfil(other, edition, stage)
        submit(other, sent)
        waiting = draft(other, edition, stage, title="草稿（示例）")
        editor, approver = client_of(other.editor), client_of(other.approver)
        publisher = client_of(office.publisher)
        visits = {
            editor: [
                reverse("wagtailadmin_home"),
                reverse("gongshi:desk"),
                reverse("gongshi:edition", args=[edition.pk]),
                reverse("gongshi:new_notice", args=[edition.pk]),
                reverse("gongshi:records", args=[edition.pk]),
                edit_url(waiting),
                edit_url(sent),
                reverse("gongshi:attachments", args=[waiting.pk]),
                reverse("wagtailadmin_pages:history", args=[waiting.pk]),
                reverse("wagtailadmin_pages:delete", args=[waiting.pk]),
                reverse("wagtailadmin_account"),
            ],
            approver: [reverse("gongshi:review", args=[sent.pk]), edit_url(sent)],
            publisher: [
                reverse("gongshi:conclude", args=[seal.pk]),
                reverse("gongshi:withhold", args=[seal.pk]),
                reverse("gongshi:amend", args=[seal.pk]),
                reverse("gongshi:scheme", args=[office.scheme.pk]),
                reverse("gongshi:measures"),
            ],
        }
        found = {}
        for client, addresses in visits.items():
            for address in addresses:
                answer = client.get(address)
                assert answer.status_code == 200, address
                if words := english_in(answer.content.decode()):
                    found[address] = words
    assert found == {}


def test_the_log_in_page_is_chinese(client: object) -> None:
    answer = client.get(reverse("wagtailadmin_login"))
    assert english_in(answer.content.decode()) == set()
