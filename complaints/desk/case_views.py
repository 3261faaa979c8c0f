"""A case as its handlers read it, and the small things they set: who leads it, its track, labels, what it belongs with."""

import abc
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.windows import beijing_day
from complaints import custody
from complaints.actions import assignment, linking, private_texts
from complaints.actions.alerts import looked
from complaints.clocks import clocks_of
from complaints.desk.base import CaseView
from complaints.desk.forms import AssignForm, LabelsForm, LinkForm, TrackForm
from complaints.desk.one_form import OneFormView
from complaints.desk.page import CasePageValues, case_page, clock_lines
from complaints.desk.panels import Spot, panel, panels
from complaints.desk.words import MOVES
from complaints.models import Track
from complaints.rights import Act, acts
from complaints.selectors.clocks import calendars_of, days_by_case
from complaints.transitions import Actor, moves


class ThreadView(CaseView):
    """A page that shows what the case says, beside whatever it is for."""

    @cached_property
    def values(self) -> CasePageValues:
        """The case in words."""
        return case_page(self.opened, self.at_work, beijing_day(clock.now()))

    @sensitive_variables()
    def shown(self, **context: Any) -> HttpResponseBase:
        """The page with the case on it."""
        allowed = acts(self.role, self.case.state)
        return self.show(
            case=self.case,
            page=self.values,
            links=panels(Spot.CASE, allowed),
            entry_links=panels(Spot.ENTRY, allowed),
            file_links=panels(Spot.FILE, allowed),
            **context,
        )


class CasePage(ThreadView):
    """Everything in it, and what can be done with it."""

    template_name = "complaints/desk/case.html"

    def get_page_title(self) -> str:
        """The number of the case."""
        return self.case.number

    def load_more(self, case_id: UUID, **kwargs: Any) -> None:
        """The member looks, before the case is read: what is noted from here on is not on the page. Raises as every page."""
        # A request to a custodian is on the page of no case: its note stays for the list, which says that it waits.
        if not custody.waiting(self.at_work.member, clock.now()):
            looked(member=self.at_work.member)
        super().load_more(case_id, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        decisions = [(move.value, MOVES[move]) for move in moves(self.case.state, Actor.HANDLER)]
        return self.shown(decisions=decisions, own=self.at_work.member.pk.hex)


class SmallView(OneFormView, ThreadView):
    """A page with one form above the case."""

    template_name = "complaints/desk/small.html"
    title: str | Promise
    lead: str | Promise = ""
    submit: str | Promise = gettext_lazy("保存")

    def get_page_title(self) -> str:
        """What is done."""
        return str(self.title)

    @abc.abstractmethod
    def work(self, form: forms.Form) -> str:
        """Do it; returns the sentence that says so."""

    @sensitive_variables()
    def fulfil(self, form: Any) -> HttpResponseBase:
        """Do it, and back to the case."""
        return self.done(self.work(form), self.case_url)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The page with its form."""
        return self.shown(form=form, lead=self.lead, submit=self.submit)


class Assign(SmallView):
    """Who leads it."""

    act = Act.ASSIGN
    title = gettext_lazy("分派承办人")
    lead = gettext_lazy("只能分派给持有本案密钥的成员。其他成员持有密钥的，仍然可以查看和办理。")

    def form(self, data: Any = None) -> AssignForm:
        """The holders of a key."""
        assigned = self.case.assigned_id
        initial = {"to": assigned.hex if assigned else ""}
        return AssignForm(data, holders=self.values.holders, initial=initial)

    def work(self, form: forms.Form) -> str:
        """Assign."""
        chosen = form.cleaned_data["to"]
        to = next((one for one in self.values.holders if chosen and one.pk == UUID(chosen)), None)
        assignment.assign(case=self.case, to=to, by=self.at_work, now=clock.now())
        return _("已分派。") if to else _("已改为暂不分派。")


class SetTrack(SmallView):
    """On which legal track."""

    act = Act.SET_TRACK
    template_name = "complaints/desk/track.html"
    title = gettext_lazy("确定办理方式")
    lead = gettext_lazy("办理方式决定适用哪些期限。标明“法定期限”的出自法规，其余是本平台的服务承诺。")

    def form(self, data: Any = None) -> TrackForm:
        """The tracks."""
        return TrackForm(data, initial={"track": self.case.track, "seen": self.case.state})

    def work(self, form: forms.Form) -> str:
        """Set it."""
        data = form.cleaned_data
        track = Track(data["track"])
        assignment.set_track(
            case=self.case,
            track=track,
            by=self.at_work,
            now=clock.now(),
            expected=data["seen"],
            grounds=data["grounds"],
        )
        return _("办理方式已定为“%(track)s”。") % {"track": track.label}

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form, with the days that each track would bring."""
        days, calendar = days_by_case([self.case])[self.case.pk], calendars_of([self.case.city])
        today = beijing_day(clock.now())
        tracks = [
            (track, clock_lines(clocks_of(replace(days, track=track.value), calendar[self.case.city]), today))
            for track in Track
            if track
        ]
        chosen = form["track"].value() if form else ""
        return self.shown(form=form, lead=self.lead, submit=self.submit, tracks=tracks, chosen=chosen)


class Labels(SmallView):
    """The member's own labels."""

    act = Act.LABEL
    title = gettext_lazy("我的标签")

    def form(self, data: Any = None) -> LabelsForm:
        """The labels as they are."""
        return LabelsForm(data, initial={"labels": " ".join(self.values.line.labels)})

    def work(self, form: forms.Form) -> str:
        """Seal them to their author."""
        private_texts.set_labels(
            case=self.case, labels=form.cleaned_data["labels"], by=self.at_work, now=clock.now()
        )
        return _("标签已保存，只有您自己看得到。")


class Link(SmallView):
    """What it belongs with."""

    act = Act.LINK
    title = gettext_lazy("关联案件")
    submit = gettext_lazy("关联")
    lead = gettext_lazy(
        "几个人反映同一件事的，可以关联。两个案件仍然分别办理、分别答复，密钥和查询码互不相通。"
    )

    def form(self, data: Any = None) -> LinkForm:
        """Number and grounds."""
        return LinkForm(data)

    def work(self, form: forms.Form) -> str:
        """Note it under both."""
        data = form.cleaned_data
        linking.link(
            case=self.case, other=data["number"], text=data["text"], by=self.at_work, now=clock.now()
        )
        return _("两个案件已关联。")


class Linked(CaseView):
    """The way from an entry to the case it names: a case that is none of the reader's stays as if it were not there."""

    def load_case(self, entry_id: UUID, **kwargs: Any) -> None:
        """The entry of a link. Raises Http404."""
        found = next((entry for entry in self.opened.entries if entry.id == entry_id), None)
        if found is None or found.document.get("kind") != "link":
            raise Http404
        self.other = UUID(str(found.document["other"]))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """On to that case."""
        return redirect("channel_desk:case", self.other)


panel(Act.ASSIGN, gettext_lazy("分派承办人"), "assign", 30, key="a")
panel(Act.SET_TRACK, gettext_lazy("确定办理方式"), "track", 40, key="t")
panel(Act.LABEL, gettext_lazy("我的标签"), "labels", 60, key="b")
panel(Act.LINK, gettext_lazy("关联案件"), "link", 70)
