"""更正名单条目: one change at a time, picked, then filled in, then listed; without script and for lists of any length."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.actions.drafting import change_entry, columns_of, drop_change
from cms.admin import access
from cms.admin.base import refuse
from cms.admin.corrections import change_lines, published_rows
from cms.admin.fields import corrects_list
from cms.admin.forms.changes import KIND_WORDS, ChangeForm, PickForm, entry_label
from cms.admin.forms.rows import RowForm, initial_of
from cms.admin.views.review import DraftView
from cms.models import Entry
from cms.regulation.rules.facts import ChangeKind
from cms.templatetags.gongshi_admin import CHANGE_WORDS


class _Correction(DraftView):
    """A view on the draft of a correction of a list."""

    header_icon = "edit"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """The draft and the rows that stand on the published list."""
        super().load(notice_id=notice_id)
        if not corrects_list(self.draft):
            raise access.Refused(_("这份公告不更正名单。"))
        self.changeable = access.may(access.check_change, self.request.user, self.draft)
        self.published = published_rows(self.draft)

    def here(self) -> str:
        """The list of changes."""
        return reverse("gongshi:changes", args=[self.notice.pk])

    def check(self) -> None:
        """Changing is for drafts that may be changed now."""
        access.check_change(self.request.user, self.draft)


class Changes(_Correction):
    """What the correction changes so far, and the choice of the next change."""

    template_name = "cms/admin/changes.html"

    def get_page_title(self) -> str:
        """更正名单条目."""
        return _("更正名单条目")

    def pick(self, data: Any = None) -> PickForm:
        """The choice."""
        entries = [(key, entry_label(entry)) for key, entry in self.published.items()]
        return PickForm(data, entries=entries)

    def page(self, form: PickForm) -> HttpResponseBase:
        """Changes so far and the choice."""
        rows = change_lines(self.draft, self.published)
        kinds = [(kind.value, CHANGE_WORDS[kind.value], words) for kind, words in KIND_WORDS.items()]
        return self.show(notice=self.draft, form=form, rows=rows, kinds=kinds, changeable=self.changeable)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page(self.pick())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take one change back, or go on to fill in the next."""
        self.check()
        if "drop" in request.POST:
            drop_change(notice=self.draft, entry_key=request.POST["drop"], by=request.user)
            return self.done(_("已撤回这一项更正。"), self.here())
        form = self.pick(request.POST)
        if not form.is_valid():
            return self.page(form)
        query = urlencode({"op": form.cleaned_data["op"], "entry": form.cleaned_data["entry"]})
        return redirect(f"{reverse('gongshi:change', args=[self.notice.pk])}?{query}")


class Change(_Correction):
    """One change, filled in: the reason, the article, and the new row where there is one."""

    template_name = "cms/admin/change.html"
    op: ChangeKind
    before: Entry | None

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """The kind of change and the entry, from the address."""
        super().load(notice_id=notice_id)
        self.check()
        query = PickForm(
            {"op": self.request.GET.get("op"), "entry": self.request.GET.get("entry", "")},
            entries=[(key, "") for key in self.published],
        )
        if not query.is_valid():
            raise access.Refused(_("请先选择怎样更正、更正哪一条。"))
        self.op = ChangeKind(query.cleaned_data["op"])
        self.before = self.published.get(query.cleaned_data["entry"])

    def back_url(self) -> str:
        """The list of changes."""
        return reverse("gongshi:changes", args=[self.kwargs["notice_id"]])

    def get_page_title(self) -> str:
        """What is done."""
        return str(CHANGE_WORDS[self.op.value])

    def forms(self, data: Any = None) -> tuple[ChangeForm, RowForm | None]:
        """The reason, and the new row unless the entry is struck."""
        regulation = self.draft.edition.regulation
        why = ChangeForm(data, regulation=regulation, prefix="why")
        if self.op is ChangeKind.STRUCK:
            return why, None
        initial = initial_of(columns_of(self.before)) if self.before else {}
        return why, RowForm(
            data, initial=initial, regulation=regulation, stage=self.draft.stage, prefix="row"
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The forms."""
        return self.page(*self.forms())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Write the change into the draft."""
        why, row = self.forms(request.POST)
        valid = why.is_valid()
        if (row is not None and not row.is_valid()) or not valid:
            return self.page(why, row)
        kept = columns_of(self.before) if self.before else {}
        new = None
        if row is not None:
            new = row.row(kept)
            new.pop("key")
        try:
            change_entry(
                notice=self.draft,
                kind=self.op,
                entry_key=str(self.before.key) if self.before else "",
                reason=why.cleaned_data["reason"],
                article=why.cleaned_data["article"],
                row=new,
                by=request.user,
            )
        except PermissionDenied as refusal:
            refuse(why, refusal)
            return self.page(why, row)
        return self.done(_("更正已写入草稿。"), self.back_url())

    def page(self, why: ChangeForm, row: RowForm | None) -> HttpResponseBase:
        """The forms beside what is published."""
        return self.show(
            notice=self.draft,
            why=why,
            row=row,
            before=self.before,
            words=KIND_WORDS[self.op],
            back=self.back_url(),
        )
