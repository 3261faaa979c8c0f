"""What machines are asked to leave alone, one rule a line, and where they find the rest."""

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_robots_are_kept_from_the_office_and_from_whoever_files(client: Any) -> None:
    lines = client.get("/robots.txt").content.decode().split("\n")
    rules = [line for line in lines if line.startswith("Disallow: ")]
    assert rules == [
        "Disallow: /admin/",
        "Disallow: /language/",
        "Disallow: /complaints/new/",
        "Disallow: /complaints/follow-up/",
    ]
    assert "Allow: /" in lines
    assert "Sitemap: https://gongshi.example.cn/sitemap.xml" in lines
