"""上线前记录: entered by one person with a source, confirmed by another; and the declaration that all of them are on record."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms import permissions
from cms.actions.completeness import declare_complete, retract_complete
from cms.actions.history import COLUMNS, confirm_history, enter_history, refusals, reject_history
from cms.admin import access
from cms.admin.base import Crumb, refuse
from cms.admin.forms.history import (
    BLANK_ROWS,
    MAX_ROWS,
    BaseHistoryRows,
    CompleteForm,
    SendBackForm,
    SourceForm,
    data_of,
    history_formset,
)
from cms.admin.history import confirmers, older_lines
from cms.admin.views.register import RegisterView
from cms.models import HistoryBatch, HistoryState, SchemePage
from cms.roles import CONFIRM_HISTORY, ENTER_HISTORY, Doors
from cms.selectors.completeness import declarations, editions_on_record, waiting_batches

PER_PAGE = 100
MORE_ROWS = 10


def history_url(scheme: SchemePage) -> str:
    """The office's page of a scheme's older records."""
    return reverse("gongshi:history", args=[scheme.pk])


def batch_url(batch: HistoryBatch) -> str:
    """The page of one batch."""
    return reverse("gongshi:history_batch", args=[batch.pk])


class OlderView(RegisterView):
    """What every view on older records knows: the scheme with its measure."""

    scheme: SchemePage

    def open(self, scheme: SchemePage) -> None:
        """Take the scheme, for those who read it. Raises Refused."""
        self.scheme = scheme
        access.check_read(self.request.user, self.scheme)
        measure = self.scheme.current_measure()
        if measure is None:
            raise access.Refused(_("本奖项还没有载入办法，没有获奖记录。"))
        self.measure = measure

    def trail(self) -> list[Crumb]:
        """Down to the scheme's older records."""
        return [
            {
                "url": history_url(self.scheme),
                "label": _("%(scheme)s上线前记录") % {"scheme": self.scheme.title},
            }
        ]

    def back_url(self) -> str:
        """The scheme's older records, for whoever may see them."""
        scheme = getattr(self, "scheme", None)
        if scheme is None or not access.may(access.check_read, self.request.user, scheme):
            return super().back_url()
        return history_url(scheme)

    def may(self, permission: str) -> bool:
        """Whether this person has the permission here and speaks for the whole scheme."""
        user = self.request.user
        return permissions.holds(user, permission, self.scheme) and access.may(
            access.check_whole, user, self.scheme
        )


class SchemeHistory(OlderView):
    """A view on the older records of the scheme in the address."""

    def load(self, *, scheme_id: int, **kwargs: Any) -> None:
        """The scheme."""
        self.open(get_object_or_404(SchemePage, pk=scheme_id))


class History(SchemeHistory):
    """The batches of a scheme, what is on record by edition, whether it is declared complete."""

    door = Doors.READ
    template_name = "cms/admin/history.html"
    header_icon = "history"

    def get_page_title(self) -> str:
        """上线前记录."""
        return _("上线前记录")

    def trail(self) -> list[Crumb]:
        """This is the place."""
        return []

    def back_url(self) -> str:
        """The register."""
        return reverse("gongshi:register")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        batches = HistoryBatch.objects.filter(scheme=self.scheme).prefetch_related("entries")
        listed = list(batches)
        said = declarations(self.scheme)
        return self.show(
            scheme=self.scheme,
            waiting=[batch for batch in listed if batch.state == HistoryState.WAITING],
            decided=[batch for batch in listed if batch.state != HistoryState.WAITING],
            editions=editions_on_record(self.scheme),
            said=said[0] if said else None,
            may_enter=self.may(ENTER_HISTORY),
            may_confirm=self.may(CONFIRM_HISTORY),
            user=request.user,
        )


class EnterHistory(SchemeHistory):
    """补录: up to thirty rows by hand, with their source; waiting for another person afterwards."""

    door = Doors.ENTERING_HISTORY
    template_name = "cms/admin/history_enter.html"
    header_icon = "circle-plus"

    def load(self, *, scheme_id: int, **kwargs: Any) -> None:
        """The scheme, for those who enter its older awards."""
        super().load(scheme_id=scheme_id)
        access.check_holds(self.request.user, ENTER_HISTORY, self.scheme)
        access.check_whole(self.request.user, self.scheme)

    def get_page_title(self) -> str:
        """补录上线前记录."""
        return _("补录上线前记录")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Blank rows, or those of a batch that was sent back."""
        regulation = self.measure.regulation
        asked = request.GET.get("from", "")
        if not asked.isdecimal():
            extra = MORE_ROWS if "more" in request.GET else BLANK_ROWS
            return self.page(SourceForm(), history_formset(regulation, extra=extra))
        batch = get_object_or_404(
            HistoryBatch, pk=int(asked), scheme=self.scheme, state=HistoryState.REJECTED
        )
        rows = [{name: getattr(entry, name) for name in COLUMNS} for entry in batch.entries.order_by("no")]
        if len(rows) > MAX_ROWS:
            raise access.Refused(_("这一批超过%(n)d条，请改正表格后重新导入。") % {"n": MAX_ROWS})
        data = data_of(rows, batch.source, BLANK_ROWS)
        return self.page(SourceForm(data), history_formset(regulation, data), again=batch)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Enter the batch, or say beside each row what is wrong."""
        source = SourceForm(request.POST)
        formset = history_formset(self.measure.regulation, request.POST)
        valid = formset.is_valid()
        if not source.is_valid() or not valid:
            return self.page(source, formset)
        filled = formset.filled()
        rows = [form.row() for form in filled]
        wrong = refusals(self.scheme, rows)
        for place, sentence in wrong:
            filled[place - 1].add_error(None, sentence)
        if wrong:
            return self.page(source, formset)
        try:
            with transaction.atomic():
                batch = self._same_waiting(source.cleaned_data["source"], rows)
                if batch is not None:
                    messages.info(request, _("这一批已经补录，正在待复核，没有重复补录。"))
                    return redirect(batch_url(batch))
                batch = enter_history(
                    scheme=self.scheme, rows=rows, source=source.cleaned_data["source"], by=request.user
                )
        except PermissionDenied as refusal:
            refuse(source, refusal)
            return self.page(source, formset)
        return self.done(
            _("已补录%(n)d条。须由另一人对照出处复核，确认后才进入名册。") % {"n": len(rows)},
            batch_url(batch),
        )

    def _same_waiting(self, source: str, rows: list[dict[str, Any]]) -> HistoryBatch | None:
        """The waiting batch of this person that holds the same rows: the form was sent twice."""
        mine = HistoryBatch.objects.filter(
            scheme=self.scheme,
            state=HistoryState.WAITING,
            entered_by_id=self.request.user.pk,
            source=source.strip(),
        )
        for batch in mine.prefetch_related("entries"):
            stored = [{name: getattr(e, name) for name in COLUMNS} for e in batch.entries.all()]
            if stored == rows:
                return batch
        return None

    def page(
        self, source: SourceForm, formset: BaseHistoryRows, again: HistoryBatch | None = None
    ) -> HttpResponseBase:
        """The forms. `again`: a batch that was sent back is shown to be put right, with what is wrong already."""
        return self.show(
            scheme=self.scheme,
            measure=self.measure,
            source=source,
            formset=formset,
            again=again,
            most=MAX_ROWS,
            others=confirmers(self.scheme, self.request.user),
            back=history_url(self.scheme),
        )


class BatchView(OlderView):
    """A view on one batch."""

    batch: HistoryBatch

    def load(self, *, batch_id: int, **kwargs: Any) -> None:
        """The batch, for those who read its scheme."""
        self.batch = get_object_or_404(HistoryBatch.objects.select_related("scheme"), pk=batch_id)
        self.open(self.batch.scheme)


class Batch(BatchView):
    """One batch: its source, its rows and what follows from each; to confirm or to send back by another person."""

    door = Doors.READ
    template_name = "cms/admin/history_batch.html"
    header_icon = "history"

    def get_page_title(self) -> str:
        """Which batch."""
        return _("上线前记录第%(n)d批") % {"n": self.batch.pk}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page(SendBackForm())

    def page(self, form: SendBackForm) -> HttpResponseBase:
        """Source, rows, what follows, who may decide."""
        batch, user = self.batch, self.request.user
        entries = batch.entries.select_related("award").order_by("no")
        page = Paginator(entries, PER_PAGE).get_page(self.request.GET.get("p"))
        waiting = batch.state == HistoryState.WAITING
        mine = batch.entered_by_id == user.pk
        may_confirm = self.may(CONFIRM_HISTORY)
        return self.show(
            batch=batch,
            scheme=self.scheme,
            page=page,
            lines=older_lines(batch, page.object_list, self.measure.regulation),
            total=page.paginator.count,
            waiting=waiting,
            mine=mine,
            may_decide=waiting and may_confirm and not mine,
            others=confirmers(self.scheme, batch.entered_by) if waiting and (mine or not may_confirm) else [],
            may_enter=self.may(ENTER_HISTORY) and page.paginator.count <= MAX_ROWS,
            form=form,
            back=history_url(self.scheme),
        )


class DecideBatch(Batch):
    """Confirm a batch or send it back: POST by a second person."""

    door = Doors.CONFIRMING_HISTORY
    http_method_names = ["post"]

    def load(self, *, batch_id: int, **kwargs: Any) -> None:
        """The batch, for those who confirm."""
        super().load(batch_id=batch_id)
        access.check_holds(self.request.user, CONFIRM_HISTORY, self.scheme)
        access.check_whole(self.request.user, self.scheme)

    def back_url(self) -> str:
        """The batch, for whoever may see it."""
        batch = getattr(self, "batch", None)
        scheme = getattr(self, "scheme", None)
        readable = scheme is not None and access.may(access.check_read, self.request.user, scheme)
        return batch_url(batch) if batch is not None and readable else super().back_url()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Into the register, or back with a reason."""
        if "confirm" in request.POST:
            made = confirm_history(batch=self.batch, by=request.user)
            return self.done(_("已确认，%(n)d条进入名册。") % {"n": len(made)}, batch_url(self.batch))
        form = SendBackForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        reject_history(batch=self.batch, reason=form.cleaned_data["reason"], by=request.user)
        return self.done(_("已退回，补录人会看到理由。"), batch_url(self.batch))


class DeclareComplete(SchemeHistory):
    """声明补录完整, or 撤回声明: an act with a reason, and what hangs on it."""

    door = Doors.CONFIRMING_HISTORY
    template_name = "cms/admin/history_complete.html"
    header_icon = "success"

    def load(self, *, scheme_id: int, **kwargs: Any) -> None:
        """The scheme, for those who confirm its older awards and speak for the whole of it."""
        super().load(scheme_id=scheme_id)
        access.check_holds(self.request.user, CONFIRM_HISTORY, self.scheme)
        access.check_whole(self.request.user, self.scheme)

    def get_page_title(self) -> str:
        """What may be done now."""
        return _("撤回补录完整的声明") if self.scheme.history_complete else _("声明补录完整")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page(CompleteForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Declare or take back, as the page said that it would; a page of another state is told so by the action."""
        form = CompleteForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        act = retract_complete if "retract" in request.POST else declare_complete
        act(scheme=self.scheme, reason=form.cleaned_data["reason"], by=request.user)
        said = _("已撤回声明，立即生效。") if "retract" in request.POST else _("已声明补录完整，立即生效。")
        return self.done(said, history_url(self.scheme))

    def page(self, form: CompleteForm) -> HttpResponseBase:
        """What is on record, what hangs on it, and the form."""
        return self.show(
            scheme=self.scheme,
            editions=editions_on_record(self.scheme),
            waiting=waiting_batches(self.scheme),
            said=declarations(self.scheme),
            form=form,
            back=history_url(self.scheme),
        )
