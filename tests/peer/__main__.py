"""``python -m tests.peer COUNT WORD…``: fill the peer with the seeded awards, ask it each word, print what it took as JSON.

A page is what ours gives: the total, twenty rows and the counts of seven facets; with ``--keys`` the keys of everything it finds
instead. ``--seconds`` ends the asking after the word that went past it.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path


def main(count: int, words: list[str], *, keys: bool, seconds: float) -> dict[str, object]:
    """Fill, ask and measure."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.peer.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from wagtail.search.backends import get_search_backend

    from tests.corpus.awards import awards
    from tests.peer.models import FACETS, PeerAward

    rows = [
        PeerAward(
            key=each.id, name=each.name, words=" ".join(each.texts()), city=each.city, scheme=each.scheme,
            edition=each.edition_key, year=str(each.year), tier=each.tier, region=each.region, industry=each.industry,
        )
        for each in awards(count)
    ]  # fmt: skip
    PeerAward.objects.bulk_create(rows, batch_size=5_000)
    begun = time.perf_counter()
    call_command("update_index", verbosity=0)
    built, asked, started = time.perf_counter() - begun, [], time.perf_counter()
    backend = get_search_backend()
    for word in words:
        if time.perf_counter() - started > seconds:
            break
        begun = time.perf_counter()
        results = backend.search(word, PeerAward)
        if keys:
            asked.append({"word": word, "keys": [each.key for each in results]})
            continue
        shown, total = list(results[:20]), results.count()
        counted = [results.facet(facet) for facet in FACETS]
        took = time.perf_counter() - begun
        asked.append(
            {"word": word, "seconds": took, "total": total, "rows": len(shown), "facets": len(counted)}
        )
    return {"count": count, "built": built, "asked": asked}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("words", nargs="+")
    parser.add_argument("--keys", action="store_true")
    parser.add_argument("--seconds", type=float, default=3_600.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEER_DATABASE"] = str(Path(folder) / "peer.sqlite3")
        found = main(given.count, given.words, keys=given.keys, seconds=given.seconds)
    print(json.dumps(found, ensure_ascii=False))  # noqa: T201
