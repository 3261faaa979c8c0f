"""What handlers write: to the reporter, for themselves, and the decisions. A text that is not sent is not lost.

While the keys are unlocked it can be sealed to its author (保存草稿), and every sending that is refused does so, also of
what somebody else has made impossible meanwhile: the case's page leads to such drafts. What is sent while the keys are
locked travels on in the page that unlocks (`complaints.members.resuming`).
"""

import abc
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import vault
from complaints.actions import assignment, handling, private_texts
from complaints.desk.case_views import ThreadView
from complaints.desk.forms import TEXT_MAX, ExtendForm, WriteForm
from complaints.desk.panels import panel
from complaints.desk.words import MOVE_HELP, MOVES
from complaints.errors import CaseGone
from complaints.models import Place
from complaints.private_texts import texts_of
from complaints.rights import Act
from complaints.templates_for_replies import template, templates_for
from complaints.transitions import ENDED_STATES, Move

_USE = "use:"


class WritingView(ThreadView, abc.ABC):
    """A text with its draft. `use` names the texts one may begin with."""

    template_name = "complaints/desk/write.html"
    form_class: ClassVar[type[WriteForm]] = WriteForm
    place: ClassVar[Place]
    title: str | Promise
    lead: str | Promise = ""
    submit: str | Promise = gettext_lazy("发送")
    use = ""

    def get_page_title(self) -> str:
        """What is written."""
        return str(self.title)

    @sensitive_variables()
    def forestalled(self, why: str) -> str:
        """Keep what was typed for it, unless it was to be thrown away; then the sentence says so."""
        typed = self.request.POST
        if typed.get("do") != "drop" and self.kept(typed.get("text", "")):
            return _("%(why)s您写的内容已存为草稿。") % {"why": why}
        return why

    @abc.abstractmethod
    def send(self, form: WriteForm) -> str:
        """Send it; returns the sentence that says so."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form with the draft, if there is one."""
        draft = texts_of(self.case, self.at_work).get(self.place, "")
        return self.page(self.form_class(initial={"text": draft, "seen": self.case.state}))

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Send, keep, drop, or begin with a text."""
        do, typed = request.POST.get("do", "send"), request.POST.get("text", "")
        if do == "drop":
            private_texts.drop(case=self.case, place=self.place, by=self.at_work)
            return self.done(_("草稿已丢弃。"), self.case_url)
        if do.startswith(_USE):
            return self.begun(request, typed, do.removeprefix(_USE))
        form = self.form_class(request.POST)
        if do == "keep":
            if self.kept(typed):
                return self.done(_("草稿已保存，只有您自己打得开。"), request.path)
            form.add_error(None, _("草稿没有存成：没有写字，写得太长，或者案件刚刚有了变化。"))
            return self.page(form)
        if not form.is_valid():
            return self.refused_page(form)
        return self.carry_out(form, lambda: self.sent(form))

    @sensitive_variables()
    def sent(self, form: WriteForm) -> HttpResponseBase:
        """Send and throw the draft away, both or neither."""
        with transaction.atomic():
            sentence = self.send(form)
            private_texts.drop(case=self.case, place=self.place, by=self.at_work)
        return self.done(sentence, self.case_url)

    @sensitive_variables()
    def begun(self, request: HttpRequest, typed: str, key: str) -> HttpResponseBase:
        """The form with a text after what was typed."""
        chosen = template(key)
        if chosen is None or chosen.use != self.use:
            raise Http404
        text = f"{typed.rstrip()}\n\n{chosen.text}".lstrip()
        return self.page(self.form_class(initial={**request.POST.dict(), "text": text}))

    @sensitive_variables()
    def kept(self, text: str) -> bool:
        """Seal a draft to its author; False where it is too long or the case is no longer theirs."""
        text = text.replace("\r\n", "\n")  # as the browser counts them
        if not text.strip() or len(text) > TEXT_MAX:
            return False
        try:
            private_texts.keep(
                case=self.case,
                place=self.place,
                text=text,
                by=self.at_work,
                now=clock.now(),
            )
        except (CaseGone, vault.Refused):
            return False
        return True

    @sensitive_variables()
    def refused_page(self, form: Any) -> HttpResponseBase:
        """The form with what is wrong; what was typed is kept beside."""
        return self.page(form, kept=self.kept(form.data.get("text", "")))

    @property
    def ended(self) -> bool:
        """Whether the case has ended."""
        return self.case.state in ENDED_STATES

    def warning(self) -> str | Promise:
        """What to know before writing in this state; empty for nothing."""
        return ""

    def page(self, form: Any = None, *, kept: bool = False) -> HttpResponseBase:
        """The page with its form."""
        drafted = kept or self.place in texts_of(self.case, self.at_work)
        return self.shown(
            form=form,
            lead=self.lead,
            warning=self.warning(),
            submit=self.submit,
            kept=kept,
            drafted=drafted,
            templates=templates_for(self.use, ended=self.ended) if self.use else (),
        )


class WriteMessage(WritingView):
    """To the reporter."""

    act = Act.MESSAGE
    place = Place.MESSAGE
    use = "message"
    title = gettext_lazy("致信举报人")
    lead = gettext_lazy("举报人凭查询码看到这段话，署受理机构，不显示您的姓名。请不要写入其他人的信息。")

    def warning(self) -> str | Promise:
        """After the end nobody can answer."""
        if not self.ended:
            return ""
        return gettext_lazy("案件已经办结：举报人看得到这段话，但不能再答复或者补充材料。")

    def send(self, form: WriteForm) -> str:
        """Seal it to the case and to the reporter."""
        handling.send_message(
            case=self.case, text=form.cleaned_data["text"], by=self.at_work, now=clock.now()
        )
        return _("已发出。举报人下次查询时看到。")


class WriteNote(WritingView):
    """For the handlers alone."""

    act = Act.NOTE
    place = Place.NOTE
    title = gettext_lazy("内部记录")
    lead = gettext_lazy("只有持有本案密钥的成员看得到，举报人看不到。记下之后不能修改。")
    submit = gettext_lazy("记下")

    def send(self, form: WriteForm) -> str:
        """Seal it to the case."""
        handling.add_note(case=self.case, text=form.cleaned_data["text"], by=self.at_work, now=clock.now())
        return _("已记下。")


class Extend(WritingView):
    """Longer, once."""

    act = Act.EXTEND
    form_class = ExtendForm
    place = Place.EXTEND
    use = "extension"
    title = gettext_lazy("延长办理期限")
    lead = gettext_lazy("情况复杂的，经负责人批准可以延长一次，不超过三十日，并告知举报人理由。")
    submit = gettext_lazy("延长并告知")

    def send(self, form: WriteForm) -> str:
        """Extend and tell the reporter."""
        data = form.cleaned_data
        assignment.extend(
            case=self.case, text=data["text"], by=self.at_work, now=clock.now(), expected=data["seen"]
        )
        return _("办理期限已延长，举报人下次查询时看到理由。")


class Decide(WritingView):
    """A move of the table of transitions, with what the reporter is told."""

    move: Move

    def load_more(self, case_id: UUID, **kwargs: Any) -> None:
        """Know the move first: it names the act. Raises Http404 for one that is not a handler's."""
        move = kwargs.pop("move")
        if move not in MOVE_HELP:
            raise Http404
        self.move = Move(move)
        self.act, self.place, self.use = Act(move), Place(move), move  # type: ignore[misc]
        self.title, self.lead = MOVES[self.move], MOVE_HELP[self.move]
        self.submit = MOVES[self.move]
        super().load_more(case_id, **kwargs)

    def send(self, form: WriteForm) -> str:
        """Move the case on and tell the reporter."""
        data = form.cleaned_data
        moved = handling.move(
            case=self.case,
            move=self.move,
            expected=data["seen"],
            text=data["text"],
            by=self.at_work,
            now=clock.now(),
        )
        return _("已办理，案件现在是“%(state)s”。") % {"state": moved.get_state_display()}


panel(Act.MESSAGE, gettext_lazy("致信举报人"), "message", 10, key="m")
panel(Act.NOTE, gettext_lazy("写内部记录"), "note", 20, key="n")
panel(Act.EXTEND, gettext_lazy("延长办理期限"), "extend", 50)
