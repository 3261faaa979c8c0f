"""Keep every name of every account; those there are already begin with the name they have."""

from django.conf import settings
from django.db import migrations, models

from cms import triggers


def remember(apps, schema_editor):
    names = apps.get_model("cms", "AccountName")
    for user in apps.get_model(*settings.AUTH_USER_MODEL.split(".")).objects.order_by("pk"):
        names.objects.create(
            user_id=user.pk,
            username=user.username,
            full_name=f"{user.first_name} {user.last_name}".strip(),
            since=user.date_joined,
        )
    triggers.install(schema_editor.connection, ("cms_accountname",))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_register_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.PositiveBigIntegerField(verbose_name="账号编号")),
                ("username", models.CharField(max_length=150, verbose_name="账号")),
                ("full_name", models.CharField(blank=True, max_length=310, verbose_name="姓名")),
                ("since", models.DateTimeField(verbose_name="自何时起")),
            ],
            options={
                "verbose_name": "账号姓名",
                "verbose_name_plural": "账号姓名",
                "ordering": ("user_id", "since", "pk"),
                "indexes": [models.Index(fields=["user_id", "since"], name="account_name_since")],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
