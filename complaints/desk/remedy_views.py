"""通知纠正: one press that tells the office what to put right, with the notice and the entry of the report chosen already.

Where the report names none that can be put right, nothing is chosen, and nothing can be pressed before something is.

What is chosen travels in posted forms and never in an address: the admin's addresses are logged.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.actions.revocations import label_of
from cms.models import AwardRecord, NoticeAct, Remedy, Seal
from cms.selectors.history import standing_rows
from cms.selectors.referrals import older_awards, possible_award_remedies, possible_remedies
from cms.selectors.register import current_columns
from cms.selectors.windows import WindowReader
from cms.windows import RUNNING_PHASES
from complaints.actions.remedies import ask_remedy
from complaints.desk.case_views import ThreadView
from complaints.desk.panels import panel
from complaints.rights import Act

REMEDY_WORDS = {
    Remedy.CORRECTION: gettext_lazy("公告本身有错误或者遗漏。发布单位起草更正公告。"),
    Remedy.REMOVAL: gettext_lazy("这一条目不应列入名单。发布单位起草移出它的更正公告，理由由发布单位写。"),
    Remedy.RECTIFICATION: gettext_lazy("获奖后出现问题，办法规定先告知整改。发布单位登记整改告知。"),
    Remedy.REVOCATION: gettext_lazy("查明的事实属于办法规定的撤销情形。发布单位起草撤销公告。"),
}
"""When each is asked for, and what the office does then."""


AWARD = "award:"
"""Before the public id of an award, where it is chosen in the place of a notice."""


class ChooseForm(forms.Form):
    """Which notice of the city and which of its entries, or which award from before the portal."""

    notice = forms.ChoiceField(
        label=gettext_lazy("公告或者获奖记录"),
        help_text=gettext_lazy("平台上线前的奖项没有平台公告，选获奖记录，不用选条目。"),
        error_messages={
            "required": gettext_lazy("请选择公告或者获奖记录。"),
            "invalid_choice": gettext_lazy("没有这份公告或者获奖记录。请重新选择。"),
        },
    )
    entry = forms.ChoiceField(
        label=gettext_lazy("条目"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("这份公告的名单中没有这一条。请重新选择。")},
    )

    def __init__(
        self, *args: Any, notices: list[tuple[str, Any]], entries: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].choices = [("", _("请选择")), *notices]  # type: ignore[attr-defined]
        self.fields["entry"].choices = [("", _("整份公告")), *entries]  # type: ignore[attr-defined]


class AskRemedy(ThreadView):
    """What may be asked for about the chosen notice and entry, one button each."""

    act = Act.REMEDY
    template_name = "complaints/desk/remedy.html"

    def get_page_title(self) -> str:
        """通知纠正."""
        return _("通知纠正")

    @cached_property
    def seals(self) -> dict[str, Seal]:
        """The published notices of the city that can be put right, newest first."""
        found = Seal.objects.filter(public_id__startswith=f"{self.case.city}.", act=NoticeAct.ORIGINAL)
        return {
            seal.public_id: seal
            for seal in found.select_related("notice", "edition").order_by("-published_at", "-pk")
        }

    @cached_property
    def awards(self) -> dict[str, AwardRecord]:
        """The awards of the city from before the portal that still stand, as they are chosen."""
        return {f"{AWARD}{key}": record for key, record in older_awards(self.case.city).items()}

    def initial(self) -> dict[str, str]:
        """What the report names, where that is still there: a notice, or whoever holds one older award; else nothing."""
        first = self.opened.report
        notice = self.original()
        if notice:
            return {"notice": notice, "entry": (first.get("entry") or {}).get("key", "")}
        named = str(first["report"].get("respondent", "")).strip()
        held = [key for key, record in self.awards.items() if named in current_columns(record).holders]
        return {"notice": held[0] if len(held) == 1 else "", "entry": ""}

    def original(self) -> str:
        """The notice of the report, or the one which that amends; "" for none that can be put right."""
        seal = Seal.objects.filter(public_id=self.case.notice).select_related("amends").first()
        while seal is not None and seal.public_id not in self.seals:
            seal = seal.amends
        return seal.public_id if seal is not None else ""

    def form(self, values: dict[str, str], *, sent: bool = True) -> ChooseForm:
        """The choice; entries are those of the notice named in it, an entry of another one is let go."""
        seal = self.seals.get(values.get("notice", ""))
        entries = [(str(row.key), f"{row.no} {row.name}") for row in _rows(seal) if not row.withheld]
        if values.get("entry", "") not in {key for key, _label in entries}:
            values = {**values, "entry": ""}
        titles: list[tuple[str, Any]] = [
            (public_id, str(each.head["title"])) for public_id, each in self.seals.items()
        ]
        if self.awards:
            older = [(key, _award_words(record)) for key, record in self.awards.items()]
            titles = [(_("公告"), titles), (_("平台上线前的获奖记录"), older)]
        return ChooseForm(values if sent else None, initial=values, notices=titles, entries=entries)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page, with the report's own notice and entry."""
        return self.page(self.form(self.initial(), sent=False))

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Look at another notice or entry, or ask for one act."""
        form = self.form({name: request.POST.get(name, "") for name in ("notice", "entry")})
        asked = request.POST.get("remedy", "")
        if not form.is_valid() or asked not in Remedy.values:
            return self.page(form)
        return self.carry_out(form, lambda: self.asked(form, Remedy(asked)))

    @sensitive_variables()
    def asked(self, form: forms.Form, remedy: Remedy) -> HttpResponseBase:
        """Ask."""
        chosen = form.cleaned_data["notice"]
        about = (
            {"award": chosen.removeprefix(AWARD)}
            if chosen.startswith(AWARD)
            else {"notice": chosen, "entry_key": form.cleaned_data["entry"]}
        )
        ask_remedy(
            case=self.case,
            **about,
            remedy=remedy,
            body_name=self.values.body,
            by=self.at_work,
            now=clock.now(),
        )
        return self.done(
            _("已通知发布单位：%(remedy)s。案情没有随同转出。") % {"remedy": remedy.label}, self.case_url
        )

    def page(self, form: Any = None) -> HttpResponseBase:
        """The choice and the buttons it gives."""
        notice, entry = (str(form[name].value()) for name in ("notice", "entry"))
        seal, award = self.seals.get(notice), self.awards.get(notice)
        about, possible = "", tuple[Remedy, ...]()
        if award is not None:
            about, possible = _award_words(award), possible_award_remedies(award)
        elif seal is not None:
            row = dict(form.fields["entry"].choices)[entry]
            about, possible = f"{seal.head['title']} · {row}", possible_remedies(seal, entry)
        return self.shown(
            form=form,
            remedies=[(remedy, REMEDY_WORDS[remedy]) for remedy in possible],
            about=about,
            nothing=not (self.seals or self.awards),
            chosen={"notice": notice, "entry": entry},
            running=seal is not None and _runs(seal),
            names_entries=bool(_rows(seal)),
        )


def _award_words(record: AwardRecord) -> str:
    return f"{label_of(record)} {current_columns(record).tier_name}"


def _rows(seal: Seal | None) -> list[Any]:
    if seal is None or seal.entry_list_id is None:
        return []
    return sorted(standing_rows(seal), key=lambda row: row.no)


def _runs(seal: Seal) -> bool:
    """Whether people may still object to it."""
    reader = WindowReader(clock.now())
    windows = seal.windows.filter(concluded_at=None, ended_at=None).select_related("seal")
    return any(reader.state(window).phase in RUNNING_PHASES for window in windows)


panel(Act.REMEDY, gettext_lazy("通知纠正"), "remedy", 200)
