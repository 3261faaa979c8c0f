"""A city's award measure as one validated document: schema, citation, reading from TOML, verdicts.

Nothing in this package knows a city by name, a clock, a database or a setting. `schema` holds the frozen
models, `document` turns the bytes of a TOML file into them or into errors by field and line.
"""
