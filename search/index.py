"""The index of this installation: which engine answers is one setting."""

from functools import cache

from django.conf import settings

from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine


@cache
def engine() -> SearchEngine:
    """The engine of this process: Elasticsearch where a server is named, otherwise the embedded one."""
    if settings.ELASTICSEARCH_URL:
        # Its client is large, and most installations have no server.
        from search.engines.elastic import ElasticEngine

        return ElasticEngine(
            settings.ELASTICSEARCH_URL,
            settings.SEARCH_INDEX_NAME,
            user=settings.ELASTICSEARCH_USER,
            password=settings.ELASTICSEARCH_PASSWORD,
            ca=settings.ELASTICSEARCH_CA,
        )
    return EmbeddedEngine(settings.SEARCH_DIR)


def engine_name() -> str:
    """Which engine it is, for people who look after it; a name, never an address."""
    return "Elasticsearch" if settings.ELASTICSEARCH_URL else "SQLite FTS5"
