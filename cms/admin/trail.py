"""The steps above Wagtail's own pages of a notice (its form, history, comparison), led to the office's pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

Step = Mapping[str, Any]
EXPLORER = "wagtailadmin_explore"


def office_steps(steps: Iterable[Step]) -> list[Step]:
    """The same steps, those of the page tree replaced, where they lead down to a notice; else as they are.

    Who manages the system still finds the way up and down Wagtail's tree of pages.
    """
    listed = list(steps)
    keys = [_page_key(step) for step in listed]
    classes = dict(
        Page.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "content_type__model")
    )
    if "notice" not in classes.values():
        return listed
    start = [
        {"url": reverse("wagtailadmin_home"), "label": _("今日")},
        {"url": reverse("gongshi:desk"), "label": _("公示")},
    ]
    found = [_office_step(step, classes.get(key or 0, "")) for step, key in zip(listed, keys, strict=True)]
    return [*start, *(step for step in found if step is not None)]


def _page_key(step: Step) -> int | None:
    """The page a step of Wagtail's tree is about; None for any other step, 0 for the top of the tree."""
    try:
        match = resolve(str(step.get("url") or "").partition("?")[0])
    except Resolver404:
        return None
    if match.view_name == f"{EXPLORER}_root":
        return 0
    return int(match.kwargs["parent_page_id"]) if match.view_name == EXPLORER else None


def _office_step(step: Step, model: str) -> Step | None:
    """The step led elsewhere, the step itself when it is none of the tree, None for what stands above the schemes."""
    key = _page_key(step)
    if key is None:
        return step
    if model == "schemepage":
        slug = Page.objects.values_list("slug", flat=True).get(pk=key)
        return {**step, "url": f"{reverse('gongshi:desk')}#{slug}"}
    if model == "editionpage":
        return {**step, "url": reverse("gongshi:edition", args=[key])}
    if model == "notice":
        return {**step, "url": reverse("wagtailadmin_pages:edit", args=[key])}
    return None
