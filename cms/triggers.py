"""The database's own refusal to rewrite history, for SQLite and PostgreSQL.

Every append-only table refuses UPDATE and DELETE. The exceptions are narrow and tied to data: a clearance loses its
salts once the seal holds them; a seal, an entry and a file lose what a confirmed `Withholding` names, before that
row says `erased_at`; a list version loses its unsalted digest.
"""

from collections.abc import Iterable
from typing import Any

NAMED = "EXISTS (SELECT 1 FROM cms_withholding w WHERE w.outcome = 'confirmed' AND w.erased_at IS NULL AND {match})"

SEALED = "EXISTS (SELECT 1 FROM cms_seal s WHERE s.clearance_id = OLD.id)"

FROZEN_TABLES = (
    "cms_measure",
    "cms_sealact",
    "cms_windowchange",
    "cms_conclusion",
    "cms_editionevent",
    "cms_recordevent",
    "cms_followup",
    "cms_externalaward",
    "cms_accountname",
)
"""No exception at all."""


def _same(*columns: str) -> str:
    """The condition that these columns stay as they are; empty ones are equal to empty ones."""
    return " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)


UPDATE_ALLOWED = {
    "cms_clearance": f"NEW.salts = '' AND {SEALED} AND "
    + _same("id", "notice_id", "digest", "at", "by_id", "by_name", "task_state", "overrides"),
    "cms_seal": NAMED.format(match="w.seal_id = OLD.id")
    + " AND "
    + _same("id", "notice_id", "edition_id", "public_id", "act", "stage_key", "stage_type", "entry_list_id")
    + " AND "
    + _same("measure_id", "measure_sha256", "digest", "published_at", "made_at", "clearance_id", "amends_id"),
    "cms_entry": NAMED.format(match="{same_key}") + " AND " + _same("id", "entry_list_id", "no", "key"),
    "cms_entrylist": "NEW.digest = '' AND "
    + _same("id", "edition_id", "stage_key", "parent_id", "source_sha256", "made_at", "made_by_id"),
    "cms_noticefile": "1 = 0",
    "cms_historyentry": NAMED.format(match="{same_key}")
    + " AND "
    + _same("id", "batch_id", "no", "key", "edition_number", "edition_name", "tier", "kind", "awarded_on")
    + " AND "
    + _same("doc_no", "revoked_on", "revocation_ground", "revocation_doc_no"),
    "cms_awardrecord": NAMED.format(match="{same_entry_key}")
    + " AND "
    + _same(
        "id", "public_id", "scheme_id", "edition_id", "edition_number", "edition_name", "origin", "seal_id"
    )
    + " AND "
    + _same("history_id", "entry_key", "entry_no", "tier", "tier_name", "awarded_on", "title_year", "doc_no")
    + " AND "
    + _same("bonus_state", "bonus_cny", "bonus_articles", "valid_through", "validity_articles", "made_at"),
}
"""The condition under which a row may change, by table."""

DELETE_ALLOWED = {"cms_noticefile": NAMED.format(match="w.file_sha256 = OLD.sha256")}

SAME_KEY = {
    "sqlite": "replace(w.entry_key, '-', '') = OLD.{column}",
    "postgresql": "w.entry_key = CAST(OLD.{column} AS text)",
}

TABLES = (*FROZEN_TABLES, *UPDATE_ALLOWED)


def install(connection: Any, tables: Iterable[str] = TABLES) -> None:
    """Create the triggers of these tables where they are missing. `connection` is a Django connection or a schema editor's.

    A migration that adds a column to a guarded table installs them again: SQLite builds the table anew without them.
    """
    for statement in _statements(connection.vendor, tables):
        _run(connection, statement)


def remove(connection: Any) -> None:
    """Drop the triggers: for reversing the migration, for pruning unused lists and for emptying a test database."""
    for table in TABLES:
        for verb in ("update", "delete"):
            name = f"{table}_no_{verb}"
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            _run(connection, f"DROP TRIGGER IF EXISTS {name}{on_table}")
            if connection.vendor == "postgresql":
                _run(connection, f"DROP FUNCTION IF EXISTS {name}()")


def _run(connection: Any, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _statements(vendor: str, tables: Iterable[str]) -> list[str]:
    found = []
    for table in tables:
        update = UPDATE_ALLOWED.get(table, "1 = 0")
        update = update.replace("{same_key}", SAME_KEY[vendor].format(column="key"))
        update = update.replace("{same_entry_key}", SAME_KEY[vendor].format(column="entry_key"))
        delete = DELETE_ALLOWED.get(table, "1 = 0")
        for verb, allowed in (("update", update), ("delete", delete)):
            found += _trigger(vendor, table, verb, allowed)
    return found


def _trigger(vendor: str, table: str, verb: str, allowed: str) -> list[str]:
    name, message = f"{table}_no_{verb}", f"{table} is append-only"
    if vendor == "sqlite":
        # The standard's words for it came to SQLite late; its own do the same.
        allowed = allowed.replace("IS NOT DISTINCT FROM", "IS")
        return [
            (
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb.upper()} ON {table} WHEN NOT ({allowed}) "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        ]
    result = "NEW" if verb == "update" else "OLD"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT ({allowed}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {result}; END $$"
        ),
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
