"""The table itself: each rule of the index with its places, its code and its tests filled in for its city."""

from dataclasses import dataclass

from tests.rule_table.holding import ACCEPTANCE, CANDIDATES, EDITION, STEP, WINNERS
from tests.rule_table.holdings import holding_of
from tests.rule_table.index import IndexRow, rows

FILES = {
    "datong": "datong-2022",
    "taiyuan": "taiyuan-2022",
    "xinzhou": "xinzhou-2025",
    "hohhot": "hohhot-2017",
    "yuncheng": "yuncheng-2023",
}
ARTICLE = "tests/unit/cms/test_measures_by_article.py::test_the_article_says_it[{id}]"
DATA = "tests/unit/cms/test_measures_by_article.py::test_the_document_holds_it_with_that_article[{id}]"
ON_PAGE = "tests/unit/cms/test_measures_by_article.py::test_the_public_page_shows_it_under_that_article[{id}]"
CHECKED = "tests/unit/cms/rules/test_rules_by_article.py::test_breaking_it_brings_the_verdict[{id}]"
KEPT = "tests/unit/cms/rules/test_rules_by_article.py::test_it_is_kept_by_construction[{id}]"
SILENT = (
    "tests/unit/cms/rules/test_measure.py::test_channel_and_process_rest_on_the_measure_or_are_a_commitment"
)
STOCK = {"org": "organization", "ind": "individual"}


@dataclass(frozen=True)
class TableRow:
    """A rule with everything filled in."""

    rule: IndexRow
    data: tuple[str, ...]
    code: tuple[str, ...]
    proofs: tuple[str, ...]
    note: str

    @property
    def measure(self) -> str:
        """The file in which the measure stands."""
        return f"cms/regulations/{FILES[self.rule.city]}.toml"


def table() -> tuple[TableRow, ...]:
    """Every row of the index, in its order. Raises KeyError for a rule nobody holds."""
    return tuple(table_row(row) for row in rows())


def table_row(row: IndexRow) -> TableRow:
    """Fill in one rule."""
    holding, groups = holding_of(row)
    proofs = [proof for each in holding.proofs for proof in _proofs(row, each)]
    common = [ARTICLE, DATA, ON_PAGE, *([CHECKED] if row.level and row.id not in UNCHECKED else [])]
    filled = [each.format(id=row.id, city=row.city) for each in (*common, *proofs)]
    return TableRow(
        rule=row,
        data=tuple(path for each in holding.data for path in _paths(row, each, groups)),
        code=holding.code,
        proofs=tuple(dict.fromkeys(filled)),
        note=holding.note,
    )


UNCHECKED = frozenset(row.id for row in rows() if row.slug in ("complaint_evidence", "launch_approval"))
"""Checks that are no verdict on a publication: evidence is asked for by the form, an edition is opened by an action. Both
have tests of their own."""


def _paths(row: IndexRow, template: str, groups: tuple[str, ...]) -> list[str]:
    """The places of a row. A template with {keys} gives one place for each key that the row lists."""
    formal = "written_consultation_if_necessary" if row.level == "warn" else "written_consultation"
    words = {
        "kind": STOCK.get(row.slug[:3], ""),
        "case": next((group for group in groups if group), "single"),
        "formal": f"stages[{ACCEPTANCE}].requires[{formal}]",
        "unpaid": f"award.bonus.rows[{row.what.partition(',')[0].partition(':')[0]}]",
    }
    keys = row.what.rpartition(": ")[2].split(", ") if "{keys}" in template else [""]
    return [template.format(*groups, keys=key, **words) for key in keys]


def _proofs(row: IndexRow, template: str) -> list[str]:
    """A proof, or for the few that depend on the row those that are meant."""
    choices = {
        "{kept}": [KEPT],
        "{silent}": [SILENT],
        "{consulted}": [STEP % (WINNERS if row.city == "xinzhou" else CANDIDATES)],
        "{secret}": [KEPT if row.software == "hold" else STEP % ACCEPTANCE],
        "{called}": [] if row.city == "xinzhou" else [EDITION],
    }
    return choices.get(template, [template])
