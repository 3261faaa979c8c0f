"""A list of 10,000 rows taken in, against the bare reading of the same file and against what an office can wait for.

The check runs in a process of its own, as a worker does it: with Django, a database on disk and progress written on the way.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.ratio import Ratio

ROWS = 10_000
MOST_SECONDS = 30
MOST_MIB = 300
ROOT = Path(__file__).parents[2]

WORKER = """
import io, json, os, resource, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
import django
django.setup()
import logging
logging.disable(logging.INFO)
import openpyxl
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from cms.actions import imports
from cms.models import ImportKind, ImportRun
from tests.factories.notices import first_publicity
from tests.factories.import_runs import empty_draft, run_up, STAGE
from tests.factories.offices import make_office
from tests.factories.rows import organization

call_command("migrate", verbosity=0)
office = make_office("datong")
edition = run_up(office, STAGE, rows=[organization(n) for n in (1, 2, 3)])
notice = empty_draft(office, edition)
content = open(sys.argv[1], "rb").read()

begun = time.perf_counter()
book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
cells = sum(1 for row in book.active.iter_rows() for _cell in row)
bare = time.perf_counter() - begun
book.close()

progress = []
def watch(execute, sql, params, many, context):
    if sql.startswith("UPDATE") and "rows_done" in sql and "result_sha256" not in sql:
        progress.append(time.perf_counter())
    return execute(sql, params, many, context)

run = imports.start_import(
    kind=ImportKind.LIST, file_name="list.xlsx", content=content, by=office.editor, notice=notice
)
begun = time.perf_counter()
with connection.execute_wrapper(watch):
    imports.check_import(run_id=run.pk, check_no=run.check_no)
checked = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
run.refresh_from_db()
assert (run.state, run.rows, run.errors) == ("checked", %(rows)d, 0), (run.state, run.rows, run.errors, run.report)
assert cells
begun = time.perf_counter()
imports.confirm_import(run=run, by=office.editor)
confirmed = time.perf_counter() - begun
print(json.dumps({"bare": bare, "checked": checked, "confirmed": confirmed, "peak": peak, "progress": len(progress)}))
"""


def measure() -> Iterator[Ratio]:
    """Time of the check over bare reading, over what an office waits for; its memory; how often it says how far it is."""
    from tests.factories.sheets import long_xlsx

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(long_xlsx(ROWS))
        command = [sys.executable, "-c", WORKER % {"rows": ROWS}, str(path)]
        environment = {"VAR_DIR": str(Path(folder) / "var"), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found = json.loads(done.stdout.strip().splitlines()[-1])
    label = f"{ROWS} rows"
    checked, confirmed = found["checked"], found["confirmed"]
    yield Ratio(f"{label} checked / bare openpyxl reading", checked / found["bare"], "ceiling", 4)
    yield Ratio(f"{label} checked / {MOST_SECONDS} s", checked / MOST_SECONDS, "ceiling", 1)
    yield Ratio(
        f"{label} checked and confirmed / {MOST_SECONDS} s",
        (checked + confirmed) / MOST_SECONDS,
        "ceiling",
        1,
    )
    yield Ratio(
        f"{label}, peak memory of the worker / {MOST_MIB} MiB", found["peak"] / MOST_MIB, "ceiling", 1
    )
    yield Ratio(f"{label}, times the progress was written", found["progress"], "floor", 10)
