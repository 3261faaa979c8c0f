"""名册: the awards of the schemes somebody may read, and everything about one of them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms import clock, permissions
from cms.actions.follow_up import kinds_of
from cms.actions.revocations import drafts_naming, edition_for
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_url
from cms.admin.consequences import ban_words, bar_words
from cms.admin.forms.register import RegisterForm
from cms.admin.register import (
    award_lines,
    edition_numbers,
    event_word,
    matching,
)
from cms.models import (
    AwardRecord,
    FollowUpKind,
    FollowUpOutcome,
    HistoryBatch,
    HistoryState,
    Measure,
    RecordEvent,
)
from cms.pages.award import STATUS_WORDS
from cms.register import WON, Status
from cms.regulation.rules.supervision import winner_supervision
from cms.roles import ENTER_HISTORY, FOLLOW_UP, IMPORT_ROWS, Doors
from cms.selectors.award_page import bonus_words
from cms.selectors.follow_ups import follow_ups_of, measure_of
from cms.selectors.register import current_columns, current_money, records, revocation_in_force, standing_of
from cms.selectors.timeline import article_links

PER_PAGE = 50


def register_crumb() -> Crumb:
    """The step of the register."""
    return {"url": reverse("gongshi:register"), "label": _("名册")}


def award_url(record: AwardRecord) -> str:
    """The office's page of an award."""
    return reverse("gongshi:award", args=[record.pk])


class RegisterView(OfficeView):
    """A view below 名册."""

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, register, the trail, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": _("今日")}
        return [start, register_crumb(), *self.trail(), {"url": "", "label": self.get_page_title()}]

    def back_url(self) -> str:
        """The register."""
        return reverse("gongshi:register")


class Register(RegisterView):
    """The list with its filter."""

    door = Doors.READ
    template_name = "cms/admin/register.html"
    header_icon = "list-ul"

    def load(self) -> None:
        """The schemes this person reads."""
        self.schemes = access.readable_schemes(self.request.user)
        if not self.schemes:
            raise access.Refused(_("您不在任何奖项的编辑、审核、发布或审计组中，没有可以查看的名册。"))

    def back_url(self) -> str:
        """The start: there is no register to go back to."""
        return reverse("wagtailadmin_home")

    def get_page_title(self) -> str:
        """名册."""
        return _("名册")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start and this page."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, {"url": "", "label": _("名册")}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The awards that fit."""
        asked_for = request.GET.get("scheme", "")
        chosen = [s for s in self.schemes if s.slug == asked_for] or self.schemes
        lines = award_lines(chosen, clock.today())
        form = RegisterForm(request.GET, schemes=self.schemes, editions=edition_numbers(lines))
        number = form.chosen("edition")
        found = matching(
            lines,
            status=form.chosen("status"),
            edition=int(number) if number else None,
            words=form.chosen("q"),
        )
        asked = {name: form.chosen(name) for name in form.fields if form.chosen(name)}
        return self.show(
            form=form,
            page=Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
            total=len(found),
            all=len(lines),
            asked=asked,
            query=urlencode(asked),
            several=len(chosen) > 1,
            schemes=[self._scheme_row(scheme) for scheme in chosen],
            may_import=request.user.has_perm(IMPORT_ROWS),
        )

    def _scheme_row(self, scheme: Any) -> dict[str, Any]:
        """A scheme with the state of its older records."""
        waiting = HistoryBatch.objects.filter(scheme=scheme, state=HistoryState.WAITING).count()
        user = self.request.user
        return {
            "scheme": scheme,
            "waiting": waiting,
            "may_enter": permissions.holds(user, ENTER_HISTORY, scheme),
        }


class AwardView(RegisterView):
    """A view on one award."""

    record: AwardRecord

    def load(self, *, record_id: int, **kwargs: Any) -> None:
        """The award, for those who read its scheme."""
        self.record = get_object_or_404(records(), pk=record_id)
        access.check_read(self.request.user, self.record.scheme)
        self.measure = measure_of(self.record)
        self.today = clock.today()

    def trail(self) -> list[Crumb]:
        """Down to the award."""
        return [{"url": award_url(self.record), "label": self.record.public_id}]

    def back_url(self) -> str:
        """The award, for whoever may see it."""
        record = getattr(self, "record", None)
        if record is None or not access.may(access.check_read, self.request.user, record.scheme):
            return super().back_url()
        return award_url(record)


class Award(AwardView):
    """One award: facts, what the measure attaches, what happened, what was done about the winner, what may be done now."""

    door = Doors.READ
    template_name = "cms/admin/award.html"
    header_icon = "list-ul"

    def get_page_title(self) -> str:
        """Who holds it, or that it is withheld."""
        return "、".join(current_columns(self.record).holders) or _("依法不公开的获奖者")

    def trail(self) -> list[Crumb]:
        """This is the award."""
        return []

    def back_url(self) -> str:
        """The register."""
        return reverse("gongshi:register")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        record, scheme = self.record, self.record.scheme
        standing = standing_of(record, self.today)
        columns, money = current_columns(record), current_money(record)
        revocation = revocation_in_force(record, self.today)
        edition = edition_for(record)
        may_draft = edition is not None and access.may(access.check_draft, request.user, edition)
        may_draft = may_draft and access.may(access.check_whole, request.user, scheme)
        waiting = drafts_naming(record)
        return self.show(
            record=record,
            columns=columns,
            standing=standing,
            status_word=STATUS_WORDS[standing.status],
            bonus=bonus_words(money.state, money.cny),
            bonus_articles=self._links(list(money.articles)),
            validity_articles=self._links(record.validity_articles),
            bar=self._bar() if standing.status in WON else _("奖项已撤销或者移出决定，不计再次申报的限制"),
            bar_articles=self._bar_articles(),
            edition_url=edition_url(record.edition) if record.edition is not None else "",
            batch=record.history.batch if record.history is not None else None,
            events=[self._event_row(event, revocation) for event in reversed(list(record.events.all()))],
            lines=[
                (line, self._links(line.follow_up.articles)) for line in follow_ups_of(record, self.today)
            ],
            supervision=supervision_of(self.measure),
            rectification=rectification_of(self.measure),
            may_follow_up=permissions.holds(request.user, FOLLOW_UP, scheme),
            rectifies=FollowUpKind.RECTIFICATION in kinds_of(record),
            may_revoke=may_draft and standing.status in WON and not waiting,
            may_reinstate=may_draft
            and standing.status is Status.REVOKED
            and revocation is not None
            and revocation.seal_id is not None
            and not waiting,
            older_revocation=revocation is not None and revocation.seal_id is None,
            drafts=[(draft, access.may(access.check_notice, request.user, draft)) for draft in waiting],
            revoking=FollowUpOutcome.REVOKE.value,
        )

    def _links(self, refs: list[str]) -> Any:
        return article_links(refs, self.measure) if self.measure is not None else ()

    def _bar(self) -> str:
        if self.measure is None:
            return ""
        columns = current_columns(self.record)
        return bar_words(self.measure.regulation, self.record.scheme, columns, self.record.edition_number)

    def _bar_articles(self) -> Any:
        bar = self.measure.regulation.reapplication if self.measure is not None else None
        return self._links(list(bar.articles)) if bar is not None else ()

    def _event_row(self, event: RecordEvent, revocation: RecordEvent | None) -> dict[str, Any]:
        return {
            "event": event,
            "word": event_word(event),
            "articles": self._links(event.articles),
            "recover_articles": self._links(event.recover_articles),
            "ban_articles": self._links(event.ban_articles),
            "ban": ban_words(event),
            "stands": revocation is not None and revocation.pk == event.pk,
            "path": event.seal.head["path"] if event.seal is not None else "",
        }


def supervision_of(measure: Measure | None) -> list[dict[str, Any]]:
    """The measure's sentences on watching winners, each with who is to do it."""
    if measure is None:
        return []
    regulation = measure.regulation
    return [
        {
            "text": clause.text,
            "by": [regulation.body(key).name for key in clause.by],
            "articles": article_links(list(clause.articles), measure),
        }
        for clause in winner_supervision(regulation)
    ]


def rectification_of(measure: Measure | None) -> dict[str, Any] | None:
    """The measure's sentence on asking a winner to put something right, or None where it has none."""
    found = measure.regulation.rectification if measure is not None else None
    if found is None or measure is None:
        return None
    return {
        "trigger": found.trigger,
        "text": found.text,
        "by": measure.regulation.body(found.issuer).name,
        "articles": article_links(list(found.articles), measure),
    }
