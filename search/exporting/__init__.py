"""What a search found, to take along: as CSV, JSON Lines, XLSX and Atom, and a manifest that says what it is.

`fields` names every column once for all forms, `taking` holds one state of the index while it is written out, a module for
each form writes it, `views` answers.
"""
