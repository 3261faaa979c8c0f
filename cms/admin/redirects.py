"""Where Wagtail's own views lead for pages the office works on otherwise, and why they refuse: said before the guard says no."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.models import EditionPage, Notice, SchemePage, Seal

TAKING_AWAY = frozenset({"delete", "unpublish", "move"})
"""Bulk actions that the guard refuses on what stands above sealed notices."""


def before_create_page(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponseRedirect | None:
    """Notices and editions are begun in the office's own views, schemes by taking in a measure."""
    if page_class is Notice:
        return redirect("gongshi:new_notice", parent.pk)
    if page_class is EditionPage:
        return redirect("gongshi:open_edition", parent.pk)
    if page_class is SchemePage:
        messages.info(request, _("新增城市请载入它的办法，奖项页面会自动建立。"))
        return redirect("gongshi:measures")
    return None


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponseRedirect | None:
    """Schemes and editions have pages of their own."""
    if isinstance(page, SchemePage):
        return redirect("gongshi:scheme", page.pk)
    if isinstance(page, EditionPage):
        return redirect("gongshi:edition", page.pk)
    return None


def after_edit_page(request: HttpRequest, page: Page) -> HttpResponseRedirect | None:
    """Who has submitted a notice finds it among the notices of its edition."""
    if isinstance(page, Notice) and "action-submit" in request.POST:
        return redirect("gongshi:edition", page.get_parent().pk)
    return None


def before_publish_page(request: HttpRequest, page: Page) -> HttpResponseRedirect | None:
    """A notice goes out by approval alone."""
    if not isinstance(page, Notice):
        return None
    messages.error(request, _("公告只能经审核批准后发布。请提交审核，由撰稿人以外的审核人批准。"))
    return redirect("wagtailadmin_pages:edit", page.pk)


def before_taking_away(request: HttpRequest, page: Page, *args: Any) -> HttpResponseRedirect | None:
    """What was published stays, and so does everything above it."""
    if not has_sealed([page]):
        return None
    messages.error(
        request,
        _(
            "其中有已经发布的公告，不能删除、移动、复制或撤下。需要更正的，请发布更正公告；依法不得公开的，请用“紧急隐去”。"
        ),
    )
    return redirect(_above(page))


def after_delete_page(request: HttpRequest, page: Page) -> HttpResponseRedirect | None:
    """Who has deleted a draft finds the others of its edition."""
    return redirect(_above(page)) if isinstance(page, Notice) else None


def _above(page: Page) -> str:
    """The office's page of the edition or the overview, for what stands below them; else Wagtail's tree."""
    parent = page.get_parent().specific
    if isinstance(parent, EditionPage):
        return reverse("gongshi:edition", args=[parent.pk])
    if isinstance(parent, SchemePage):
        return f"{reverse('gongshi:desk')}#{parent.slug}"
    return reverse("wagtailadmin_explore", args=[parent.pk])


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any
) -> HttpResponseRedirect | None:
    """The same for many at once. Notices themselves are never among `objects`: nobody has Wagtail's permission."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type not in TAKING_AWAY or not has_sealed(pages):
        return None
    messages.error(request, _("所选内容中有已经发布的公告，不能批量删除、移动或撤下。"))
    return redirect(reverse("wagtailadmin_explore_root"))


def has_sealed(pages: Iterable[Page]) -> bool:
    """Whether any of these pages is, or stands above, a sealed notice."""
    return any(Seal.objects.filter(notice__path__startswith=page.path).exists() for page in pages)
