"""Guard the register's tables, and again those whose columns the migration before this one changed."""

from django.db import migrations

from cms import triggers

TABLES = (
    "cms_measure", "cms_sealact", "cms_windowchange", "cms_conclusion", "cms_editionevent",
    "cms_clearance", "cms_seal", "cms_entry", "cms_entrylist", "cms_noticefile",
    "cms_recordevent", "cms_followup", "cms_externalaward", "cms_historyentry", "cms_awardrecord",
)  # fmt: skip


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_register")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
