"""The list of a draft: typed in up to thirty rows, shown read-only beyond that, every save a new version."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.actions.lists import attach_list, make_list, rows_of
from cms.admin import access
from cms.admin.base import Crumb, notice_url
from cms.admin.fields import has_list
from cms.admin.forms.rows import BLANK_ROWS, MAX_ROWS, BaseRows, rows_formset
from cms.admin.judgement import judge
from cms.admin.views.review import DraftView
from cms.list_diff import compare
from cms.selectors.lists import version_rows, versions

PER_PAGE = 100
MORE_ROWS = 10


class EditList(DraftView):
    """编辑名单, or 查看名单 for a draft that may not be changed now."""

    template_name = "cms/admin/list.html"
    header_icon = "list-ul"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft that names entries."""
        super().load(notice_id=notice_id)
        if not has_list(self.draft) and not self.draft.entry_list_id:
            raise access.Refused(_("这份公告不含名单。"))
        self.rows = rows_of(self.draft.entry_list) if self.draft.entry_list else []
        self.changeable = (
            has_list(self.draft)
            and len(self.rows) <= MAX_ROWS
            and access.may(access.check_change, self.request.user, self.draft)
        )

    def get_page_title(self) -> str:
        """编辑名单, 查看名单."""
        return _("编辑名单") if self.changeable else _("查看名单")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The rows as a form, or as a table."""
        if not self.changeable:
            return self.table()
        extra = MORE_ROWS if "more" in request.GET else (BLANK_ROWS if self.rows else MORE_ROWS)
        return self.page(self.formset(extra=extra))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Store the rows as a new version and let the draft point to it."""
        access.check_change(request.user, self.draft)
        if not self.changeable:
            raise access.Refused(_("名单超过%(n)d条，不能手工修改。") % {"n": MAX_ROWS})
        formset = self.formset(request.POST, extra=MAX_ROWS)
        if not formset.is_valid():
            return self.page(formset)
        rows = formset.kept_rows(self.rows)
        if rows != self.rows:
            made = make_list(
                edition=self.draft.edition,
                stage_key=self.draft.stage_key,
                rows=rows,
                by=request.user,
                parent=self.draft.entry_list,
            )
            attach_list(notice=self.draft, entry_list=made, by=request.user)
        url = reverse("gongshi:list", args=[self.notice.pk])
        if "more" in request.POST:
            return self.done(_("名单已保存。"), f"{url}?more=1")
        return self.done(_("名单已保存，共%(n)d条。") % {"n": len(rows)}, notice_url(self.notice))

    def formset(self, data: Any = None, *, extra: int) -> BaseRows:
        """The rows of the draft as a form."""
        regulation = self.draft.edition.regulation
        return rows_formset(self.rows, regulation, data, stage=self.draft.stage, extra=extra)

    def page(self, formset: BaseRows) -> HttpResponseBase:
        """The form."""
        room = MAX_ROWS - len(self.rows)
        return self.show(notice=self.draft, formset=formset, room=room, most=MAX_ROWS, **self._common())

    def table(self) -> HttpResponseBase:
        """The rows read-only, a hundred a page."""
        entries = self.draft.entry_list.entries.all() if self.draft.entry_list else []
        page = Paginator(entries, PER_PAGE).get_page(self.request.GET.get("p"))
        return self.show(notice=self.draft, page=page, most=MAX_ROWS, **self._common())

    def _common(self) -> dict[str, Any]:
        regulation = self.draft.edition.regulation
        return {
            "counts": judge(self.draft).counts if self.draft.entry_list_id else [],
            "tiers": {tier.key: tier.name for tier in regulation.award.tiers},
            "total": len(self.rows),
            "changeable": self.changeable,
            "certificates": self.draft.stage_type == "decision",
            "may_import": has_list(self.draft)
            and access.may(access.check_change, self.request.user, self.draft),
            "has_versions": len(versions(self.notice, self.draft)) > 1,
        }


class CompareLists(DraftView):
    """名单比对: any two versions of the draft's list, or one of them with what was published before."""

    template_name = "cms/admin/compare_lists.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        """名单比对."""
        return _("名单比对")

    def trail(self) -> list[Crumb]:
        """Down to the list."""
        here = {"url": reverse("gongshi:list", args=[self.notice.pk]), "label": _("名单")}
        return [*super().trail(), here]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The two versions the query names; without one, the last published or the one before against the newest."""
        listed = versions(self.notice, self.draft)
        values = [version.value for version in listed]
        after = request.GET.get("after") or next(iter(values), "")
        before = request.GET.get("before") or next((v for v in values if v != after), after)
        rows = [version_rows(self.notice, self.draft, value) for value in (before, after)]
        if rows[0] is None or rows[1] is None:
            if listed:
                raise access.Refused(_("没有这个名单版本。请从列出的版本中选择。"))
            raise access.Refused(_("这份公告还没有名单，不能比对。"))
        regulation = self.draft.edition.regulation
        return self.show(
            notice=self.draft,
            versions=listed,
            before=before,
            after=after,
            diff=compare(rows[0], rows[1], regulation),
            counts=[len(each) for each in rows if each is not None],
        )
