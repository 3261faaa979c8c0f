"""公告比对: two saved drafts of a notice, or an amendment beside the notice it amends."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.admin import access
from cms.admin.notice_diff import changes
from cms.admin.views.review import DraftView
from cms.models import Notice
from cms.windows import BEIJING

ORIGINAL = "original"
"""How an address names the notice that an amendment amends."""


@dataclass(frozen=True)
class Saved:
    """A version that can be compared: `value` names it in an address."""

    value: str
    label: str
    notice: Notice


def saved_versions(notice: Notice) -> list[Saved]:
    """Every saved draft, newest first, then the notice that this one amends."""
    revisions = Revision.objects.for_instance(notice).select_related("user").order_by("-created_at", "-pk")
    found = [
        Saved(str(revision.pk), _revision_label(revision, newest=place == 0), revision.as_object())
        for place, revision in enumerate(revisions)
    ]
    if notice.amends is not None and notice.amends.sealed is not None:
        label = _("已公布的原公告：%(title)s") % {"title": notice.amends.title}
        found.append(Saved(ORIGINAL, label, notice.amends))
    return found


def _revision_label(revision: Revision, *, newest: bool) -> str:
    who = (revision.user.get_full_name() or revision.user.get_username()) if revision.user else "—"
    at = revision.created_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    words = _("最新草稿（北京时间%(at)s，%(who)s）") if newest else _("北京时间%(at)s，%(who)s")
    return words % {"at": at, "who": who}


class Compare(DraftView):
    """The two versions the query names; without one, the newest draft beside the original or the one before."""

    template_name = "cms/admin/compare_notice.html"
    header_icon = "history"

    def get_page_title(self) -> str:
        """公告比对."""
        return _("公告比对")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """What differs."""
        saved = {version.value: version for version in saved_versions(self.draft)}
        values = list(saved)
        after = request.GET.get("after") or values[0]
        before = request.GET.get("before") or (
            ORIGINAL if ORIGINAL in saved else values[min(1, len(values) - 1)]
        )
        if before not in saved or after not in saved:
            raise access.Refused(_("没有这个版本。请从列出的版本中选择。"))
        old, new = saved[before].notice, saved[after].notice
        return self.show(
            notice=self.draft,
            versions=list(saved.values()),
            before=before,
            after=after,
            changes=changes(old, new),
            lists=self.lists_url(old, new),
        )

    def lists_url(self, old: Notice, new: Notice) -> str:
        """Where the lists of the two are compared, when they differ; empty when they are the same."""
        if old.entry_list_id == new.entry_list_id:
            return ""
        if new.amends_id is not None:
            return reverse("gongshi:changes", args=[self.notice.pk])
        query = {
            name: f"v{version.entry_list_id}"
            for name, version in (("before", old), ("after", new))
            if version.entry_list_id
        }
        return f"{reverse('gongshi:compare_lists', args=[self.notice.pk])}?{urlencode(query)}"
