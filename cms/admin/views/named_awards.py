"""所涉奖项: the awards that a revocation takes away or a reinstatement gives back, picked from the register.

One form without script: search and add, choose grounds, look at what follows, save. Nothing is stored before the last step.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import clock
from cms.actions.revocations import MAX_AWARDS, label_of, mark_of, name_awards
from cms.admin import access
from cms.admin.base import notice_url
from cms.admin.consequences import ground_lines, preview_lines
from cms.admin.forms.revocations import BaseNamed, data_with, named_formset
from cms.admin.named_awards import named_in, names_awards
from cms.admin.views.review import DraftView
from cms.models import AwardRecord, NoticeAct
from cms.pages.award import STATUS_WORDS
from cms.regulation.rules.identity import fold
from cms.selectors.register import current_columns, named_records, revocable, standing_of

SHOWN = 20
"""Awards found that are listed at once; more are found by more words."""


class NamedAwards(DraftView):
    """所涉奖项 of one draft; read-only while it may not be changed."""

    template_name = "cms/admin/named_awards.html"
    header_icon = "list-ul"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft that names awards, with those it may name."""
        super().load(notice_id=notice_id)
        if not names_awards(self.draft):
            raise access.Refused(_("这份公告不撤销或者恢复奖项。"))
        user = self.request.user
        self.grounded = self.draft.act == NoticeAct.ORIGINAL
        self.changeable = access.may(access.check_change, user, self.draft) and access.may(
            access.check_whole, user, self.draft.edition.scheme
        )
        self.today = clock.today()
        self.open_to_it = {
            record.public_id: record
            for record in (revocable(self.draft, self.today) if self.draft.sealed is None else [])
        }
        self.known = named_records(self.draft) | self.open_to_it

    def get_page_title(self) -> str:
        """所涉奖项."""
        return _("所涉奖项")

    def here(self) -> str:
        """This page."""
        return reverse("gongshi:named_awards", args=[self.notice.pk])

    def formset(self, data: Any = None) -> BaseNamed:
        """The draft's rows, or those that were sent."""
        kinds = {public_id: current_columns(record).kind for public_id, record in self.known.items()}
        rows = [] if data is not None else self.draft.revocations
        return named_formset(rows, self.draft.edition.measure, kinds=kinds, grounded=self.grounded, data=data)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The rows as stored."""
        return self.page(self.formset(), words="")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Search, add, preview: the form again with what was typed. Save: into the draft, as a new revision."""
        access.check_change(request.user, self.draft)
        access.check_whole(request.user, self.draft.edition.scheme)
        formset = self.formset(request.POST)
        words = request.POST.get("q", "")
        if "save" in request.POST:
            return self.save(formset)
        rows = formset.standing_rows() if formset.management_form.is_valid() else self.draft.revocations
        add = request.POST.get("add", "")
        if add in self.open_to_it and add not in {row["record"] for row in rows}:
            rows = [*rows, {"record": add, "ground": "", "finding": ""}]
        again = self.formset(data_with(request.POST, rows))
        return self.page(again, words=words, silent="preview" not in request.POST)

    def save(self, formset: BaseNamed) -> HttpResponseBase:
        """Write the rows into the draft, or say what is wrong beside them."""
        if not formset.is_valid():
            return self.page(formset, words=self.request.POST.get("q", ""))
        try:
            name_awards(
                notice=self.draft,
                rows=[form.row() for form in formset.kept()],
                seen=self.request.POST.get("seen"),
                by=self.request.user,
            )
        except PermissionDenied as refusal:
            # What stands in the draft by now is shown beside the refusal: sent again, the rows are meant.
            return self.page(formset, words="", refusal=str(refusal))
        count = len(formset.kept())
        return self.done(
            _("所涉奖项已保存，共%(n)d个。请逐项登记前置事项。") % {"n": count}, notice_url(self.notice)
        )

    def page(
        self, formset: BaseNamed, *, words: str, silent: bool = False, refusal: str = ""
    ) -> HttpResponseBase:
        """The rows, what they would bring, and the awards found. `silent`: nobody asked yet whether they are right."""
        rows = formset.standing_rows()
        taken = {row["record"] for row in rows}
        found = [r for r in self.open_to_it.values() if r.public_id not in taken and _fits(r, words)]
        measure = self.draft.edition.measure
        revoked_on = self.draft.signed_date or self.today
        return self.show(
            notice=self.draft,
            formset=formset,
            rows=[
                (form, self.known.get(row["record"]), self._words(row))
                for form, row in zip(formset.kept(), rows, strict=True)
            ],
            silent=silent,
            refusal=refusal,
            words=words,
            found=[self._choice(record) for record in found[:SHOWN]],
            more=max(0, len(found) - SHOWN),
            preview=preview_lines(self.known, rows, measure, revoked_on) if self.grounded else [],
            grounds=ground_lines(measure) if self.grounded else [],
            revoked_on=revoked_on,
            seen=mark_of(self.draft.revocations) if refusal else self._seen(),
            stored=named_in(self.draft) if refusal else [],
            changeable=self.changeable,
            grounded=self.grounded,
            most=MAX_AWARDS,
        )

    def _seen(self) -> str:
        """The mark of the rows that this page was first drawn from."""
        return str(self.request.POST.get("seen") or mark_of(self.draft.revocations))

    def _words(self, row: dict[str, str]) -> str:
        record = self.known.get(row["record"])
        return label_of(record) if record is not None else row["record"]

    def _choice(self, record: AwardRecord) -> dict[str, Any]:
        return {
            "record": record,
            "columns": current_columns(record),
            "status": STATUS_WORDS[standing_of(record, self.today).status],
        }


def _fits(record: AwardRecord, words: str) -> bool:
    asked = fold(words)
    columns = current_columns(record)
    texts = (*columns.holders, columns.unit, columns.uscc, columns.certificate_no, record.public_id)
    return not asked or any(asked in fold(text) for text in texts)
