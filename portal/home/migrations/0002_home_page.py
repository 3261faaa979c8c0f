"""Put the portal's home page at the root of the default site, in place of Wagtail's welcome page.

An installation starts with it, so that a measure has something to hang its scheme on. Nothing happens where a home page
exists already.
"""

from django.db import migrations

WELCOME = "Welcome to your new Wagtail site!"


def create(apps, schema_editor):
    HomePage = apps.get_model("home", "HomePage")
    if HomePage.objects.exists():
        return
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2, title=WELCOME, numchild=0).delete()
    kept = Page.objects.filter(depth=2).order_by("path").last()
    number = int(kept.path[len(root.path) :], 36) + 1 if kept else 1
    content_type, _created = ContentType.objects.get_or_create(app_label="home", model="homepage")
    home = HomePage.objects.create(
        title="公示",
        draft_title="公示",
        slug="gongshi",
        content_type=content_type,
        path=f"{root.path}{number:04d}",
        depth=2,
        numchild=0,
        url_path="/gongshi/",
        locale=Locale.objects.first(),
    )
    root.numchild = Page.objects.filter(depth=2).count()
    root.save()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "公示"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
