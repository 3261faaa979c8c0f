"""Make the group 日历管理员, which may enter holiday notices and reach the admin."""

from django.db import migrations

GROUP = "日历管理员"


def make_group(apps, schema_editor):
    """Create the group with its permissions; permissions of this app do not exist yet on a first migrate."""
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="workcalendar", model="holidaynotice"
    )[0]
    permission = apps.get_model("auth", "Permission")
    mine = [
        permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_holidaynotice", defaults={"name": f"Can {verb} 放假通知"}
        )[0]
        for verb in ("add", "view")
    ]
    access = permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(*mine, *access)


class Migration(migrations.Migration):
    """The group is left in place when unapplied: accounts may be in it."""

    dependencies = [
        ("workcalendar", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
