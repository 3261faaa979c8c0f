"""A place for each kind of decision, where all of them shared one."""

from typing import Any

from django.db import migrations, models


def spread(apps: Any, schema_editor: Any) -> None:
    """Give each draft of a decision to the one most likely meant. It is sealed: which one it was, only its author knows."""
    texts = apps.get_model("complaints", "PrivateText").objects.filter(place="decision")
    texts.filter(case__state="filed").update(place="accept")
    texts.update(place="uphold")


class Migration(migrations.Migration):
    """One choice fewer, six more."""

    dependencies = [("complaints", "0005_desk")]

    operations = [
        migrations.AlterField(
            model_name="privatetext",
            name="place",
            field=models.CharField(
                choices=[
                    ("labels", "标签"),
                    ("message", "致举报人的信息"),
                    ("note", "内部记录"),
                    ("accept", "予以受理"),
                    ("refuse", "不予受理"),
                    ("uphold", "认定属实并办结"),
                    ("dismiss", "认定未查实并办结"),
                    ("refer", "移送有权机关"),
                    ("extend", "延长办理期限"),
                    ("reason", "申请理由"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(spread, migrations.RunPython.noop),
    ]
