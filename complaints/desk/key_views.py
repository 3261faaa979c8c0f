"""Who holds a case: keeping somebody out, giving it to the next body, giving a key to somebody who came later."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import keystore, vault
from complaints.actions import recusal, transferring
from complaints.actions.inbox import custodians_now
from complaints.actions.rekeying import NOT_UNDONE
from complaints.desk.base import DeskView
from complaints.desk.forms import GROUNDS_MAX
from complaints.desk.one_form import OneFormView
from complaints.desk.panels import Spot, panel
from complaints.errors import ChannelError
from complaints.keeping_out import KeptOut, kept_out, next_body, seatable
from complaints.members.forms import KnownForm
from complaints.members.pages import name_of
from complaints.models import IdentityShare, KeyWrap, Member
from complaints.reading import open_case
from complaints.rights import Act
from complaints.roots import read_roots
from complaints.routing import CUSTODIANS_NEEDED

panel(Act.RECUSE, gettext_lazy("回避"), "recuse", 300)
panel(Act.TRANSFER, gettext_lazy("移交下一机构"), "transfer", 310)
panel(Act.SEAT, gettext_lazy("补发本案密钥"), "seat", 320)
panel(None, gettext_lazy("给后来的成员补发密钥"), "seats", 330, spot=Spot.LIST)


class _MemberForm(forms.Form):
    """One of some members."""

    member = forms.ChoiceField(label=gettext_lazy("成员"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = list(people.items())  # type: ignore[attr-defined]


class _ReasonForm(KnownForm):
    """Why, and that one knows what cannot be undone."""

    field_order: Sequence[str] = ("reason", "known")

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=GROUNDS_MAX,
        help_text=gettext_lazy("加密记入本案，只有继续持有本案密钥的人能读到。"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": "zh-CN"}),
    )


class RecuseForm(_ReasonForm, _MemberForm):
    """Who keeps out, and why."""

    field_order = ("member", "reason", "known")


class _KeyView(OneFormView):
    """A page about who holds this case."""

    template_name = "complaints/desk/keys.html"

    @cached_property
    def kept(self) -> KeptOut:
        """Whom the case is kept from."""
        return kept_out(self.opened)

    def shown(self, form: Any, **more: Any) -> HttpResponseBase:
        """The page."""
        return self.show(case=self.case, form=form, not_undone=NOT_UNDONE, **more)

    def gone(self, sentence: str) -> HttpResponseBase:
        """Back to the list: the case is no longer theirs."""
        return self.done(sentence, reverse("channel_desk:list"))


class Recuse(_KeyView):
    """Oneself or another, a handler or a custodian."""

    act = Act.RECUSE

    def get_page_title(self) -> str:
        """回避."""
        return _("回避")

    @cached_property
    def holders(self) -> frozenset[UUID]:
        """Who holds the case's key."""
        return frozenset(KeyWrap.objects.filter(case=self.case).values_list("member_id", flat=True))

    @cached_property
    def keepers(self) -> frozenset[UUID]:
        """Who holds a share of the identity."""
        shares = IdentityShare.objects.filter(identity__case=self.case, identity__current=True)
        return frozenset(shares.values_list("custodian_id", flat=True))

    @cached_property
    def people(self) -> dict[UUID, Member]:
        """Everybody who holds something of the case, or could be given its key."""
        known = self.holders | self.keepers | seatable(self.case, self.kept).keys()
        members = Member.objects.filter(pk__in=known).select_related("user").order_by("user__username")
        return {member.pk: member for member in members if member.pk.hex not in self.kept.recused}

    def form(self, data: Any = None) -> RecuseForm:
        """The form over them, oneself first."""
        own = self.at_work.member.pk
        ordered = sorted(self.people.values(), key=lambda member: member.pk != own)
        return RecuseForm(data, people={member.pk.hex: self.called(member) for member in ordered})

    def called(self, member: Member) -> str:
        """The name, and what they hold."""
        if member.pk == self.at_work.member.pk:
            return _("%(name)s（本人）") % {"name": name_of(member)}
        if member.pk in self.keepers:
            return _("%(name)s（身份保管人员，持有份额）") % {"name": name_of(member)}
        if member.pk in self.holders:
            return _("%(name)s（持有本案密钥）") % {"name": name_of(member)}
        return _("%(name)s（尚未持有本案密钥）") % {"name": name_of(member)}

    @sensitive_variables()
    def fulfil(self, form: RecuseForm) -> HttpResponseBase:
        """Keep them out and say what it came to."""
        member = self.people[UUID(form.cleaned_data["member"])]
        came_to = recusal.recuse(
            case=self.case,
            member=member,
            reason=_("%(name)s 回避。理由：%(reason)s")
            % {"name": name_of(member), "reason": form.cleaned_data["reason"]},
            by=self.at_work,
            now=clock.now(),
        )
        if came_to.body:
            return self.gone(
                _("已回避。本机构没有其他人能办理，案件已移交%(body)s。") % {"body": body_name(came_to.body)}
            )
        if member.pk == self.at_work.member.pk:
            return self.gone(_("您已回避，案件已更换密钥，由其他成员办理。"))
        sentence = _("%(name)s已回避。") % {"name": name_of(member)}
        if came_to.held_key:
            sentence += _("案件已更换密钥。")
        if came_to.name_is_lost:
            sentence += _("其余身份保管人员不足两名，举报人留下的身份打不开了。")
        return self.done(sentence, self.case_url)

    def page(self, form: Any = None) -> HttpResponseBase:
        """What follows, with the form."""
        follows = [
            _("回避长期有效，不能撤销；今后移交到哪个机构，都不再把本案密钥交给该成员。"),
            _("该成员持有密钥的，案件立即更换密钥，列表、统计和提醒中不再出现；举报人的查询码照常使用。"),
            _("该成员是本机构最后一名能办理的人的，案件同时移交受理去向中的下一个机构。"),
        ]
        if self.keepers:
            follows.append(
                _(
                    "身份保管人员回避的，其份额立即销毁。本案现有可用的份额%(count)d份，少于%(needed)d份时，"
                    "举报人留下的身份不能再打开，也不能恢复。"
                )
                % {"count": len(custodians_now(self.case)), "needed": CUSTODIANS_NEEDED}
            )
        return self.shown(form, follows=follows, submit=_("办理回避"), serious=True)


class Transfer(_KeyView):
    """Giving the case to the next body."""

    act = Act.TRANSFER

    def get_page_title(self) -> str:
        """移交."""
        return _("移交下一机构")

    @cached_property
    def to(self) -> str:
        """The code of the body that would have it, "" where there is none."""
        heirs = next_body(self.opened, self.kept)
        return heirs.body if heirs else ""

    def form(self, data: Any = None) -> _ReasonForm:
        """Why."""
        return _ReasonForm(data)

    @sensitive_variables()
    def fulfil(self, form: _ReasonForm) -> HttpResponseBase:
        """Give it away; the case is gone from here."""
        to = transferring.transfer(
            case=self.case,
            reason=form.cleaned_data["reason"],
            to=self.request.POST.get("to", ""),
            by=self.at_work,
            now=clock.now(),
        )
        return self.gone(_("案件已移交%(body)s。") % {"body": body_name(to)})

    def page(self, form: Any = None) -> HttpResponseBase:
        """Where it would go, with the form."""
        if not self.to:
            return self.shown(
                None,
                nothing=_("受理去向中，本机构之后没有能接手的机构：没有受理人员，或者都应当回避。"),
            )
        follows = [
            _("案件移交%(body)s，由其受理人员办理，更换密钥，承办人另行分派。")
            % {"body": body_name(self.to)},
            _("本机构的成员都不再能打开本案，包括您自己；不能自行收回。"),
            _("举报人的查询码照常使用，查询页面改写新的受理机构。期限不重新计算。"),
        ]
        return self.shown(form, follows=follows, to=self.to, submit=_("移交"), serious=True)


class Seat(_KeyView):
    """A key for somebody who came later."""

    act = Act.SEAT

    def get_page_title(self) -> str:
        """补发本案密钥."""
        return _("补发本案密钥")

    @cached_property
    def people(self) -> dict[str, Member]:
        """Handlers of the body who may have it."""
        members = Member.objects.filter(pk__in=seatable(self.case, self.kept)).select_related("user")
        return {member.pk.hex: member for member in members.order_by("user__username")}

    def form(self, data: Any = None) -> _MemberForm:
        """The form over them."""
        return _MemberForm(data, people={key: name_of(member) for key, member in self.people.items()})

    @sensitive_variables()
    def fulfil(self, form: _MemberForm) -> HttpResponseBase:
        """Seal the key to them."""
        member = self.people[form.cleaned_data["member"]]
        transferring.seat(case=self.case, member=member, by=self.at_work, now=clock.now())
        return self.done(_("%(name)s 现在可以打开本案。") % {"name": name_of(member)}, self.case_url)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form, or that there is nobody."""
        if not self.people:
            return self.shown(None, nothing=_("本机构的受理人员都已持有本案密钥，或者对本案应当回避。"))
        follows = [
            _("该成员此后能读到本案的全部内容，包括以前的；不包括举报人身份。"),
            _("应当回避本案的成员不在其中，系统不说明是谁、为什么。"),
        ]
        return self.shown(form, follows=follows, submit=_("补发"), plain=True)


class SeatAll(DeskView):
    """Keys of all one's cases for everybody who came later and may have them."""

    template_name = "complaints/desk/seats.html"

    def get_page_title(self) -> str:
        """补发密钥."""
        return _("给后来的成员补发密钥")

    @sensitive_variables()
    def get(self, request: HttpRequest) -> HttpResponseBase:
        """How many cases there are for whom; who must keep out of one is not counted for it."""
        found: Counter[UUID] = Counter()
        for case in transferring.short_of_seats(self.at_work.member):
            with suppress(ChannelError, vault.Refused):
                opened = open_case(case, self.at_work.member, self.at_work.keys)
                found.update(seatable(case, kept_out(opened)).keys())
        people = Member.objects.filter(pk__in=found).select_related("user").order_by("user__username")
        return self.show(people=[(name_of(member), found[member.pk]) for member in people])

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Seal them, each case for itself."""
        given = 0
        for case in transferring.short_of_seats(self.at_work.member):
            with suppress(ChannelError, vault.Refused):
                given += transferring.seat_everybody(case=case, by=self.at_work, now=clock.now())
        sentence = ngettext("已补发%(count)d把密钥。", "已补发%(count)d把密钥。", given) % {"count": given}
        return self.done(sentence, request.path)


def body_name(code: str) -> str:
    """A body's name as it was founded."""
    return read_roots(keystore.keys_folder()).name_of(code)
