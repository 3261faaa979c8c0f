"""紧急隐去: one person hides a row, a text or a file at once; another confirms, which erases it, or shows it again."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import permissions
from cms.actions.withholding import ROWS, confirm, withhold
from cms.actions.withholding import reverse as show_again
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url, refuse
from cms.admin.forms.parts import offer
from cms.admin.forms.reasons import reason_field
from cms.drafts import WITHHOLDABLE
from cms.models import Seal, Withholding
from cms.roles import WITHHOLD, Doors
from cms.seals import Leaf, parse_body

PLACES = {
    "title": gettext_lazy("标题"),
    "lead": gettext_lazy("正文"),
    "procedure": gettext_lazy("评审经过"),
    "objection": gettext_lazy("异议提出办法"),
    "closing": gettext_lazy("结尾"),
    "reason": gettext_lazy("理由"),
}
SHOWN = 40


class WithholdForm(forms.Form):
    """Which part, and on what ground."""

    leaf = forms.ChoiceField(
        label=gettext_lazy("要隐去的内容"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择要隐去的内容。"),
            "invalid_choice": gettext_lazy("没有这一项，或已经隐去。请重新选择。"),
        },
    )
    ground = reason_field(
        gettext_lazy("依据"),
        gettext_lazy("向社会公开，例如“政府信息公开条例第十五条，个人隐私”。不要写出被隐去的内容。"),
        max_length=255,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "leaf", choices)


class Withhold(OfficeView):
    """The parts of a published notice that may be hidden, by name, and the ground."""

    door = Doors.WITHHOLDINGS
    template_name = "cms/admin/withhold.html"
    header_icon = "view"

    def load(self, *, seal_id: int) -> None:
        """The seal, for those with the permission in its scheme."""
        self.seal = get_object_or_404(Seal.objects.select_related("edition"), pk=seal_id)
        access.check_withhold(self.request.user, self.seal)

    def get_page_title(self) -> str:
        """紧急隐去."""
        return _("紧急隐去")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.seal.edition)

    def back_url(self) -> str:
        """The edition."""
        seal = getattr(self, "seal", None)
        return edition_url(seal.edition) if seal else super().back_url()

    def choices(self) -> list[tuple[str, str]]:
        """Every leaf that may be hidden and is not, with words to know it by."""
        asked = self.request.GET.get("q", "").strip()
        hidden = set(self.seal.withholdings.exclude(outcome="reversed").values_list("leaf", flat=True))
        leaves = parse_body(self.seal.body).leaves
        found = [
            (str(index), leaf_words(leaf))
            for index, leaf in enumerate(leaves)
            if leaf.value is not None and leaf.value["t"] in WITHHOLDABLE and index not in hidden
        ]
        return [(index, words) for index, words in found if asked in words]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The choice."""
        return self.page(WithholdForm(choices=self.choices()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hide it at once."""
        form = WithholdForm(request.POST, choices=self.choices())
        if form.is_valid():
            try:
                withhold(
                    seal=self.seal,
                    leaf=int(form.cleaned_data["leaf"]),
                    ground=form.cleaned_data["ground"],
                    by=request.user,
                )
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(
                    _("已隐去，公众已看不到。请另一人尽快复核。"), reverse("gongshi:withholdings")
                )
        return self.page(form)

    def page(self, form: WithholdForm) -> HttpResponseBase:
        """The form."""
        return self.show(form=form, seal=self.seal, asked=self.request.GET.get("q", ""))


def leaf_words(leaf: Leaf) -> str:
    """A part of a notice as the office knows it; empty content for one that is erased."""
    value = leaf.value or {}
    kind = value.get("t")
    if kind in ROWS:
        names = value.get("joint_names") or [value.get("name", "")]
        return _("第%(no)s条：%(name)s") % {"no": value["no"], "name": "、".join(names)}
    if kind == "file":
        return _("附件：%(name)s") % {"name": value["name"]}
    place = PLACES.get(value.get("key", "title"), "")
    words = value.get("value") or " ".join(value.get("paragraphs", ()))
    return f"{place}：{words if len(words) <= SHOWN else words[:SHOWN] + '…'}"


class Withholdings(OfficeView):
    """What waits for a second person, and what was decided."""

    door = Doors.WITHHOLDINGS
    template_name = "cms/admin/withholdings.html"
    header_icon = "view"

    def load(self) -> None:
        """Whoever may withhold in some scheme."""
        user = self.request.user
        if not user.has_perm(WITHHOLD):
            raise access.Refused(_("您没有“紧急隐去”的权限。"))
        self.schemes = {
            scheme.slug
            for scheme in access.readable_schemes(user)
            if permissions.holds(user, WITHHOLD, scheme)
        }

    def get_page_title(self) -> str:
        """隐去复核."""
        return _("隐去复核")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list."""
        rows = Withholding.objects.select_related("seal", "hidden_by", "decided_by").order_by("-hidden_at")
        mine = [row for row in rows if row.seal.head["scheme_code"] in self.schemes]
        return self.show(
            pending=[
                (row, self._words(row), row.hidden_by_id != request.user.pk)
                for row in mine
                if not row.outcome
            ],
            decided=[row for row in mine if row.outcome],
        )

    def _words(self, row: Withholding) -> str:
        return leaf_words(parse_body(row.seal.body).leaves[row.leaf])


class Decide(OfficeView):
    """Confirm or reverse one withholding: POST by a second person."""

    door = Doors.WITHHOLDINGS

    def load(self, *, withholding_id: int) -> None:
        """The withholding, for those with the permission in its scheme."""
        self.row = get_object_or_404(Withholding.objects.select_related("seal__edition"), pk=withholding_id)
        access.check_withhold(self.request.user, self.row.seal)

    def back_url(self) -> str:
        """The list."""
        return reverse("gongshi:withholdings")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Erase for good, or show again."""
        if "confirm" in request.POST:
            confirm(withholding=self.row, by=request.user)
            return self.done(_("已确认隐去，内容已从各处抹除，不能恢复。"), self.back_url())
        show_again(withholding=self.row, by=request.user)
        return self.done(_("已恢复公开。"), self.back_url())
