"""Reading lists out of .xlsx and .csv files: bytes in, rows and findings out. No database, no clock, no settings.

`packing` judges a packed file before anything opens it, `xlsx_files` and `csv_files` read cells, `headings` finds the
columns by name, `values` turns a cell into what its column wants, `checking` puts it together. What the columns are is
data: `list_columns`, `history_columns`, `external_columns`.
"""
