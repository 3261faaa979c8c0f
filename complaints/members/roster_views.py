"""Signing colleagues in and out of a body."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cms import clock
from cms.admin import access
from cms.admin.base import refuse
from complaints import custody, keystore, vault
from complaints.actions import roster
from complaints.actions.members import fingerprint_of
from complaints.actions.rekeying import NOT_UNDONE
from complaints.members import pages
from complaints.members.forms import AddForm, CompareForm, KnownForm, matches
from complaints.members.resuming import CarryingView
from complaints.models import Member, RosterProposal
from complaints.roots import read_roots
from complaints.rosters import rosters_of


class _InBody(CarryingView):
    """A page about one body in which the reader has a seat."""

    body = ""

    def enter(self, body: str) -> None:
        """Raises Http404 for a body that does not stand or in which the reader has no seat: both look alike."""
        if body not in pages.bodies_of(self.at_work.member):
            raise Http404
        self.body = body

    def body_name(self) -> str:
        """The body's name as it was founded."""
        return read_roots(keystore.keys_folder()).bodies[self.body].name

    def told(self, outcome: roster.Outcome, done: str) -> HttpResponseBase:
        """What became of the signature, and back to the own page."""
        if outcome.row is not None:
            return self.done(done, self.back_url())
        sentence = _("已签名。还需要另外%(count)d名成员签名，名册才会变动。") % {"count": outcome.missing}
        return self.done(sentence, self.back_url())


class Add(_InBody):
    """Proposing somebody whose fingerprint was compared by another road."""

    template_name = "complaints/keys/add.html"

    def get_page_title(self) -> str:
        """增加成员."""
        return _("增加成员")

    def load_more(self, *, body: str) -> None:
        """The body and who could be added."""
        self.enter(body)
        self.people = pages.candidates(body)

    def form(self, data: Any = None) -> AddForm:
        """The form over those people."""
        return AddForm(
            data,
            people=[(person.pk.hex, pages.name_of(person)) for person in self.people],
            roles=list(pages.ROLES.items()),
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form. It shows no fingerprint: that must come from the person."""
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Compare and sign."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        data = form.cleaned_data
        subject = next(person for person in self.people if person.pk.hex == data["member"])
        if not matches(fingerprint_of(subject), data["compared"]):
            form.add_error("compared", differs())
            return self.page(form)
        try:
            outcome = roster.propose(
                body=self.body,
                action=vault.Action.ADD,
                by=self.at_work,
                subject=subject,
                role=data["role"],
                now=clock.now(),
            )
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return self.told(outcome, _("%(name)s 已加入名册。") % {"name": pages.name_of(subject)})

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form."""
        return self.show(form=form, body_name=self.body_name(), people=self.people)


class Remove(_InBody):
    """Taking somebody out."""

    template_name = "complaints/keys/remove.html"

    def get_page_title(self) -> str:
        """移出成员."""
        return _("移出成员")

    def load_more(self, *, body: str, member_id: UUID) -> None:
        """The body and the member."""
        self.enter(body)
        self.subject = get_object_or_404(Member.objects.select_related("user"), pk=member_id)
        seats = rosters_of([body])[body].seats
        role = next((seat.role for seat in seats if seat.member == self.subject.pk.hex), None)
        if role is None:
            raise access.Refused(_("该成员已经不在名册上。"))
        self.role = role

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """What it does and what it does not, and the form."""
        return self.page(KnownForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Sign, once the consequences are ticked."""
        form = KnownForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        outcome = roster.propose(
            body=self.body,
            action=vault.Action.REMOVE,
            by=self.at_work,
            subject=self.subject,
            now=clock.now(),
        )
        name = {"name": pages.name_of(self.subject)}
        return self.told(outcome, _("%(name)s 已移出名册，其密钥已锁定，今后的来件不再封给该成员。") % name)

    def page(self, form: Any = None) -> HttpResponseBase:
        """What follows for this role, with how many names would be lost, and the form."""
        keeper = self.role == vault.Role.CUSTODIAN
        return self.show(
            form=form,
            name=pages.name_of(self.subject),
            role=pages.ROLES[self.role],
            body_name=self.body_name(),
            keeper=keeper,
            lost=custody.names_lost_without(self.subject, self.body) if keeper else 0,
            not_undone=NOT_UNDONE,
        )


class _OfProposal(_InBody):
    """A change that waits for signatures."""

    def load_more(self, *, proposal_id: UUID) -> None:
        """The proposal, and its body."""
        self.proposal = get_object_or_404(RosterProposal, pk=proposal_id)
        self.enter(self.proposal.body)


class Sign(_OfProposal):
    """One more signature, after comparing where somebody is added."""

    template_name = "complaints/keys/sign.html"

    def get_page_title(self) -> str:
        """签名."""
        return _("核对并签名")

    def load_more(self, *, proposal_id: UUID) -> None:
        """The proposal and what it says."""
        super().load_more(proposal_id=proposal_id)
        self.entry = roster.read_proposal(self.proposal)
        self.subject = get_object_or_404(Member.objects.select_related("user"), pk=UUID(self.entry.member))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(CompareForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Compare and sign."""
        form = CompareForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if not matches(
            vault.fingerprint(self.entry.kem_pk, self.entry.sign_pk), form.cleaned_data["compared"]
        ):
            form.add_error("compared", differs())
            return self.page(form)
        try:
            outcome = roster.sign(proposal=self.proposal, by=self.at_work, now=clock.now())
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return self.told(outcome, _("已签名，名册已变动。"))

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form."""
        return self.show(
            form=form,
            body_name=self.body_name(),
            name=pages.name_of(self.subject),
            role=pages.ROLES[self.entry.role],
        )


class Refuse(_OfProposal):
    """Taking a proposal from the table."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Delete it."""
        roster.refuse(proposal=self.proposal, by=self.at_work)
        return self.done(_("提议已撤去，名册没有变动。需要时可以重新提议。"), self.back_url())


def differs() -> str:
    """What to think of a fingerprint that differs."""
    return _(
        "与系统中的指纹不一致。请对方在自己的“保密渠道”页面上再念一遍；仍不一致的，不要签名，并告知系统管理人员。"
    )
