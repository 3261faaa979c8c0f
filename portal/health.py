"""Liveness and readiness for a supervisor and a load balancer, in plain text and without detail."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can answer at all. It asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served; 503 with one word on each line for what is missing."""
    missing = list(unready())
    if missing:
        return HttpResponse("\n".join(missing) + "\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def unready() -> list[str]:
    """What stands between this installation and its first page: ``database``, ``migrations``, ``demo``."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return ["database"]
    if pending:
        return ["migrations"]
    return ["demo"] if (settings.VAR_DIR / "demo-running").exists() else []
