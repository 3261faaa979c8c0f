"""What the migrations lay down and a test that commits takes away when it empties the database after itself."""

from wagtail.models import Collection, Locale, Page


def lay_foundation() -> None:
    """The roots of pages and collections and the locale, where they are missing."""
    Locale.objects.get_or_create(language_code="zh-hans")
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root"))
    if Collection.get_first_root_node() is None:
        Collection.add_root(instance=Collection(name="Root"))
