"""Where a member's mail goes, with their signature: nobody has confirmed an address yet, so nobody is mailed until they do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns of a member."""

    dependencies = [
        ("complaints", "0006_drafts_by_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="mail_signature",
            field=models.BinaryField(blank=True, default=b"", max_length=64),
        ),
        migrations.AddField(
            model_name="member",
            name="mail_to",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
    ]
