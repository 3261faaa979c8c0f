"""Entering a report on behalf of somebody: where it came from, what was said with its files, the code, filing.

As for reporters, each page carries what was typed, nothing of it is stored before filing, and files are sealed while
they stream. The code stands on the last page before filing, for the slip that the person takes along.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.admin import access
from cms.admin.base import Crumb, refuse
from cms.windows import beijing_day
from complaints import vault
from complaints.actions import entering
from complaints.actions.drafts import open_draft, staged_files, token_of, unstage
from complaints.actions.filing import reached_at
from complaints.desk.base import DeskView, why_words
from complaints.desk.entering_forms import HandingForm, SourceForm, SpokenForm
from complaints.desk.panels import Spot, panel
from complaints.desk.words import WAYS
from complaints.errors import ChannelClosed, DraftGone, NotAllowed
from complaints.intake.receipt_sheet import code_picture
from complaints.intake.review import told
from complaints.intake.taking_in import Taken, take_in
from complaints.intake.typed import Typed
from complaints.intake.upload import Received
from complaints.members.resuming import typed_in
from complaints.reports import Heard, Way
from complaints.selectors.channel import ChannelTerms, channel_terms
from portal.privacy import limits

panel(None, gettext_lazy("录入电话、信函、来访"), "enter", 300, spot=Spot.LIST)


@dataclass(frozen=True, repr=False)
class Source:
    """Where it came from, checked. :ivar terms: the channel's as they were when it reached the office."""

    terms: ChannelTerms
    way: Way
    day: dt.date

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Hidden fields of the pages that follow."""
        return (("city", self.terms.city), ("way", self.way.value), ("day", self.day.isoformat()))


class _Entering(DeskView):
    """A step. Only for members with a handler's seat on some route that is open."""

    def get_page_title(self) -> str:
        """代为录入."""
        return _("代为录入举报")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """The channels for which the reader may enter. Raises Refused where there is none."""
        self.terms = entering.enterable(self.at_work.member, clock.now())
        if not self.terms:
            raise access.Refused(_("只有受理机构的受理人员可以代为录入，并且该城市的渠道要已经开通。"))

    def source_form(self, data: Any = None) -> SourceForm:
        """The form of the first step."""
        first = {"day": beijing_day(clock.now()), "city": self.terms[0].city}
        return SourceForm(data, terms=self.terms, initial=first)

    def read_source(self, form: SourceForm) -> Source | None:
        """Where it came from; None, with the errors in the form, where that does not hold."""
        if not form.is_valid():
            return None
        city, day, now = form.cleaned_data["city"], form.cleaned_data["day"], clock.now()
        try:
            entering.check_day(day, now)
        except PermissionDenied as refusal:
            form.add_error("day", str(refusal))
            return None
        terms = channel_terms(city, reached_at(day, now))
        if terms is None or not terms.open:
            form.add_error("city", _("这个城市的渠道现在没有开通，不能录入。"))
            return None
        return Source(terms, Way(form.cleaned_data["way"]), day)

    def ask_source(self, form: SourceForm | None = None) -> HttpResponseBase:
        """The first page."""
        self.template_name = "complaints/desk/entering/source.html"
        return self.show(form=form or self.source_form())

    @sensitive_variables()
    def ask_words(
        self,
        source: Source,
        form: SpokenForm,
        token: bytes,
        *,
        taken: Taken | None = None,
        busy: bool = False,
    ) -> HttpResponseBase:
        """The page on which it is written down. Raises DraftGone."""
        self.template_name = "complaints/desk/entering/words.html"
        answer = self.show(
            source=source,
            way=WAYS[source.way],
            hidden=source.pairs,
            token=token.hex(),
            form=form,
            files=staged_files(token=token, now=clock.now()),
            taken=taken or Taken(),
        )
        answer.status_code = 503 if busy else 200
        return answer


class Begin(_Entering):
    """Where it came from."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        return self.ask_source()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The page for the words."""
        form = self.source_form(request.POST)
        source = self.read_source(form)
        if source is None:
            return self.ask_source(form)
        return self.ask_words(source, SpokenForm(terms=source.terms), open_draft(now=clock.now()))


class _Later(_Entering):
    """A step after the first: what came before travels in hidden fields and is checked again."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever opens the address by itself starts at the beginning."""
        return redirect(reverse("channel_desk:enter"))

    def trail(self) -> list[Crumb]:
        """The beginning."""
        return [{"url": reverse("channel_desk:enter"), "label": _("代为录入")}]

    @sensitive_variables()
    def checked(self, step: Callable[[Source, Typed, bytes], HttpResponseBase]) -> HttpResponseBase:
        """The answer of a step; the page that asks again where its source does not hold or its draft is gone."""
        form = self.source_form(self.request.POST)
        source = self.read_source(form)
        if source is None:
            return self.ask_source(form)
        typed = Typed.of(self.request.POST)
        try:
            return step(source, typed, token_of(self.request.POST.get("token", "")))
        except DraftGone:
            gone = _(
                "离上一步过了两小时，之前添加的文件已经删除，之前的查询码作废。文字都在，请重新添加文件。"
            )
            blank = SpokenForm.unchecked(typed, terms=source.terms)
            return self.ask_words(source, blank, open_draft(now=clock.now()), taken=Taken([gone]))

    @sensitive_variables()
    def ask_handing(
        self, source: Source, form: SpokenForm, typed: Typed, token: bytes, handing: HandingForm
    ) -> HttpResponseBase:
        """The page with the code, everything read once more. Raises DraftGone."""
        files = staged_files(token=token, now=clock.now())
        code = vault.receipt_code(token)
        self.template_name = "complaints/desk/entering/slip.html"
        return self.show(
            source=source,
            way=WAYS[source.way],
            hidden=(*source.pairs, *(pair for pair in typed.pairs if pair[0] != "city")),
            token=token.hex(),
            told=told(form),
            files=files,
            groups=vault.format_code(code).split(),
            picture=code_picture(code),
            form=handing,
        )


class Words(_Later):
    """What was said, with its files. The address is under `accepts_evidence`, which seals files while they come."""

    @sensitive_variables()
    def carried(self, request: HttpRequest) -> HttpResponseBase:
        """The page that unlocks. Files need no key of a member: they stay with the draft, whose token travels along.

        What came in or was refused was not seen in the list yet, so the form asks for no further step then.
        """
        received: Received = getattr(request, "evidence", Received())
        if not (received.files or received.problems):
            return super().carried(request)
        names = [file.name for file in received.files]
        names += [problem.name for problem in received.problems if problem.name]
        try:
            taken = take_in(received, token=token_of(request.POST.get("token", "")), now=clock.now())
        except DraftGone:
            taken = Taken([_lost(names)])
        typed = [(name, value) for name, value in typed_in(request) if name != "action"]
        notes = [*taken.refused, *taken.notes]
        if taken.count:
            notes = [_kept(taken.count), *taken.refused, *taken.notes[1:]]
        return self.unlocking(request, typed, notes)

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take files in or remove one; go on once the words hold and no file came along unseen."""
        return self.checked(self._written)

    @sensitive_variables()
    def _written(self, source: Source, typed: Typed, token: bytes) -> HttpResponseBase:
        received: Received = getattr(self.request, "evidence", Received())
        came = bool(received.files or received.problems)
        taken = take_in(received, token=token, now=clock.now())
        if blob := self.request.POST.get("remove"):
            unstage(token=token, blob=blob, now=clock.now())
            taken.notes.append(_("文件已移除。"))
        if self.request.POST.get("action") != "next":
            blank = SpokenForm.unchecked(typed, terms=source.terms)
            return self.ask_words(source, blank, token, taken=taken, busy=received.busy)
        form = SpokenForm(typed, terms=source.terms)
        if came or not form.is_valid():
            return self.ask_words(source, form, token, taken=taken, busy=received.busy)
        return self.ask_handing(source, form, typed, token, HandingForm())


def _kept(count: int) -> str:
    """How many files are sealed already, where their list is not shown."""
    return _("已加密保存%(count)d个文件。解锁并继续提交以后，请在材料列表中核对。") % {"count": count}


def _lost(names: list[str]) -> str:
    """Which files have to be chosen again, because their draft is gone."""
    return _("这些文件没有保存，解锁以后请重新选择：%(names)s") % {"names": "、".join(dict.fromkeys(names))}


class Enter(_Later):
    """Filing it."""

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """File once the code was handed over, or cannot be."""
        return self.checked(self._filed)

    @sensitive_variables()
    def _filed(self, source: Source, typed: Typed, token: bytes) -> HttpResponseBase:
        form = SpokenForm(typed, terms=source.terms)
        if self.request.POST.get("action") == "back" or not form.is_valid():
            blank = SpokenForm.unchecked(typed, terms=source.terms)
            return self.ask_words(source, form if form.errors else blank, token)
        handing = HandingForm(self.request.POST)
        if not handing.is_valid():
            return self.ask_handing(source, form, typed, token, handing)
        heard = Heard(source.way, source.day, slip=handing.cleaned_data["slip"] == "given")
        try:
            with limits.slot("argon2"):
                entered = entering.enter_report(
                    token=token, report=form.report(), heard=heard, by=self.at_work, now=clock.now()
                )
        except limits.Busy:
            handing.add_error(None, _("现在办理的人较多，没有录入。内容都在，请过几分钟再按一次。"))
        except NotAllowed as refused:
            handing.add_error(None, why_words(str(refused)))
        except (ChannelClosed, vault.Refused):
            handing.add_error(
                None, _("现在没有能够受理这一件的人员，没有录入。请改用纸质登记，并告知系统管理人员。")
            )
        except PermissionDenied as refusal:
            refuse(handing, refusal)
        else:
            return self._entered(source, entered)
        return self.ask_handing(source, form, typed, token, handing)

    def _entered(self, source: Source, entered: entering.Entered) -> HttpResponseBase:
        """That it is filed; the case itself only for those who hold a key to it."""
        self.template_name = "complaints/desk/entering/entered.html"
        return self.show(source=source, own=entered.own, filed=entered.filed)
