"""The table of rules: every rule of the index, where it is held and the test that proves it.

`index` reads the rules of the five measures, `holdings` says where each is held, `evidence` finds out whether the
files, symbols and tests it names exist, `render` writes the page. `python -m tests.rule_table` writes it anew.
"""
