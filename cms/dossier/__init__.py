"""The auditor's file of an edition: one archive that proves itself on a machine without this software.

`cms.selectors.dossier_*` say what is on file, as JSON-safe values; the modules here turn them into readable pages, write
both into a zip and close it with a manifest. `cms/verify_dossier.py` goes along and checks it. The archive is Chinese
whatever language its maker reads: it is an office's document, not a page of the site.
"""
