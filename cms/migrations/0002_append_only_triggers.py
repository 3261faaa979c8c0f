"""Say in the database that what was sealed is not rewritten (`cms/triggers.py`)."""

from django.db import migrations

from cms import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
