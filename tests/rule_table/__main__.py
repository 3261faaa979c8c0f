"""Write the page of the table anew: `python -m tests.rule_table`."""

from tests.rule_table.render import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
