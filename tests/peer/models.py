"""The award as Wagtail's search indexes it: texts to search in, and seven fields to count by."""

from django.db import models
from wagtail.search import index

FACETS = ("city", "scheme", "edition", "year", "tier", "region", "industry")


class PeerAward(index.Indexed, models.Model):
    """One award."""

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    words = models.TextField()
    city = models.CharField(max_length=60)
    scheme = models.CharField(max_length=60)
    edition = models.CharField(max_length=60)
    year = models.CharField(max_length=4)
    tier = models.CharField(max_length=60)
    region = models.CharField(max_length=60)
    industry = models.CharField(max_length=60)

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("words"),
        *(index.FilterField(facet) for facet in FACETS),
    ]

    def __str__(self) -> str:
        return self.key
