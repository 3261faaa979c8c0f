"""Say in the database that what was sealed is not rewritten (`cms/triggers.py`)."""

from django.db import migrations

from cms import triggers


TABLES = (
    "cms_measure", "cms_sealact", "cms_windowchange", "cms_conclusion", "cms_editionevent",
    "cms_clearance", "cms_seal", "cms_entry", "cms_entrylist", "cms_noticefile",
)  # fmt: skip
"""The tables there are at this point; later ones install their own."""


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, TABLES)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
