"""The form of page 1, checked again at every later step against the channel's terms of that moment.

It asks what happened and not what the law calls it. Errors say which field, what is wrong and what to do; no error
message repeats anything that was typed.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints import reports
from complaints.intake.lapsed import lapsed_notice
from complaints.intake.typed import Typed
from complaints.reports import Kind, Person, Reach, Report
from complaints.routing import Closed, Seats, Subjects
from complaints.selectors.channel import ChannelTerms, NoticeChoice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

NO_NOTICE = "none"
ANONYMOUS, NAMED = "anonymous", "named"
TEXT_BYTES = 60_500
"""UTF-8 of the texts together. A sealed entry takes 65,532 bytes; 5,000 are left for what the filing adds."""

KINDS: "dict[Kind, Promise]" = {
    Kind.ENTRY: _("名单里某个单位或个人的情况不属实、不符合条件"),
    Kind.STAFF: _("工作人员、评审人员的行为，或者评审的程序"),
    Kind.WINNER: _("获奖单位或个人在获奖以后的行为"),
    Kind.MARK: _("伪造、冒用奖项的标识、证书、奖牌"),
    Kind.OTHER: _("其他情况"),
}


def _words(
    label: "Promise", most: int, *, hint: "Promise | str" = "", rows: int = 0, required: "str | Promise" = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    too_long = _("最多写%(limit_value)d个字，现在是%(show_value)d个字。请删减。")
    messages = {"max_length": too_long, "required": required}
    field = forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=widget,
        required=bool(required),
        error_messages=messages,
    )
    # The browser would cut a pasted text off without a word; the server says how much too long it is.
    field.widget.attrs.pop("maxlength", None)
    return field


class ReportForm(forms.Form):
    """What a reporter tells. Bound to `Typed`; `report` is there once the form is valid.

    :param terms: the channel's terms at the instant of the request.
    """

    # The channel's templates write labels, hints and errors themselves.
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("您要反映的是哪一类情况？"),
        widget=forms.RadioSelect,
        choices=[(kind.value, label) for kind, label in KINDS.items()],
        error_messages={
            "required": _("请选择一类；不好归类的选“其他情况”。"),
            "invalid_choice": _("请从列出的几类中选择。"),
        },
    )
    notice = forms.ChoiceField(
        label=_("是针对正在公示的哪一份名单？"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择一份名单；与正在公示的名单无关的，选“不针对正在公示的名单”。"),
            "invalid_choice": _(
                "这份名单的公示期可能刚刚结束。请重新选择；不在公示期内的，选“不针对正在公示的名单”，一样受理。"
            ),
        },
    )
    entry = forms.ChoiceField(
        label=_("是名单里的哪一个？"),
        required=False,
        error_messages={"invalid_choice": _("名单里没有这一项，请重新选择。")},
    )
    entry_words = _words(
        _("名单里的序号，或者单位、个人的名称"),
        reports.NAME_MAX,
        hint=_("照公告上写的填。涉及整份名单的，可以不填。"),
    )
    respondent = _words(
        _("被反映的单位或个人"),
        reports.SHORT_MAX,
        hint=_("单位写全称；个人写姓名和所在单位、职务，不清楚的可以不写。"),
    )
    happened = _words(_("时间和地点"), reports.SHORT_MAX, hint=_("什么时候、在哪里发生的。记不准的写大概。"))
    facts = _words(
        _("事情经过"),
        reports.FACTS_MAX,
        rows=14,
        required=_("请写明事情经过。写一两句也可以，提交以后还能补充。"),
        hint=_(
            "写清楚谁、做了什么、您是怎么知道的、有什么材料可以证明。材料在下一步添加；没有材料也可以提交。"
            "匿名的，不要写出能让人认出您的细节。最多20000字。"
        ),
    )
    concerns = forms.MultipleChoiceField(
        label=_("这件事是否涉及下面的机构或单位本身？"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选的机构和单位的人员，不会收到这份材料。"),
        error_messages={"invalid_choice": _("勾选的某一项已经不在列表里，请重新勾选。")},
    )
    prefer = forms.ChoiceField(
        label=_("希望由哪个机构受理？"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("请从列出的机构中选择。")},
    )
    naming = forms.ChoiceField(
        label=_("匿名还是实名？"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择匿名或者实名。"), "invalid_choice": _("请选择匿名或者实名。")},
    )
    name = _words(_("姓名"), reports.NAME_MAX)
    unit = _words(_("所在单位"), reports.NAME_MAX)
    reach = forms.ChoiceField(
        label=_("怎样答复您？"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Reach.CODE.value, _("只用查询码：我自己回来看，不要联系我")),
            (Reach.CONTACT.value, _("可以按我留下的方式联系我")),
        ],
        error_messages={"invalid_choice": _("请选择怎样答复您。")},
    )
    contact = _words(_("联系方式"), reports.CONTACT_MAX, rows=3, hint=_("不要留单位的电话和邮箱。"))

    def __init__(
        self, data: Typed | None = None, *, terms: ChannelTerms, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, auto_id="f-%s", initial=dict(initial or {}))
        self.terms = terms
        asked = str((data or self.initial).get("notice") or NO_NOTICE)
        known = terms.notice(asked) is not None or asked == NO_NOTICE
        lapsed = None if known else lapsed_notice(terms.city, asked)
        self.notices = (*terms.notices, lapsed) if lapsed else terms.notices
        self._offer_notices()
        units = [(unit, unit) for unit in terms.units]
        self._choices("concerns", [(line.body, line.name) for line in terms.bodies] + units)
        self._choices("prefer", [("", _("没有要求")), *((line.body, line.name) for line in terms.prefer)])
        self._choices("naming", self._namings())
        for name in () if terms.prefer else ("prefer",):
            del self.fields[name]
        for name in () if terms.named_allowed else ("name", "unit", "reach", "contact"):
            del self.fields[name]

    @classmethod
    def unchecked(cls, typed: Typed, *, terms: ChannelTerms) -> Self:
        """The form filled in without a word on what is missing: somebody is still writing."""
        return cls(
            terms=terms,
            initial={name: typed[name] for name in typed} | {"concerns": typed.getlist("concerns")},
        )

    def _namings(self) -> "list[tuple[str, Promise]]":
        anonymous = (ANONYMOUS, _("匿名：不留姓名"))
        return (
            [anonymous, (NAMED, _("实名：留下姓名，单独加密保管"))]
            if self.terms.named_allowed
            else [anonymous]
        )

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - every field this is called for is one
        field.choices = choices

    def _offer_notices(self) -> None:
        notices = self.notices
        if not notices:
            for name in ("notice", "entry", "entry_words"):
                del self.fields[name]
            return
        none = (NO_NOTICE, _("不针对正在公示的名单"))
        self._choices("notice", [*((notice.public_id, notice.title) for notice in notices), none])
        groups = [
            (
                notice.title,
                [(f"{notice.public_id}:{row.key}", f"{row.no}. {row.name}") for row in notice.entries],
            )
            for notice in notices
            if notice.entries
        ]
        if groups:
            self._choices("entry", [("", _("（不指定，或者在下面填写）")), *groups])
        else:
            del self.fields["entry"]

    # --- Checks --------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """What no single field can tell: entry and notice, name and anonymity, somebody left to receive it."""
        cleaned = self.cleaned_data
        self._check_length()
        self._check_entry()
        self._check_person()
        if not self.errors and isinstance(self._seats(), Closed):
            self.add_error(
                "concerns",
                _(
                    "勾选的这些都不能受理时，网上就没有机构可以收这份材料了。请少勾一项，在“事情经过”里说明，或者用本页末尾的邮寄办法。"
                ),
            )
        return cleaned

    def _check_length(self) -> None:
        # Sealed together in the largest bucket, beside what the filing adds. Rare signs take four bytes each.
        texts = (
            self.cleaned_data.get(name) or "" for name in ("entry_words", "respondent", "happened", "facts")
        )
        over = sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in texts) - TEXT_BYTES
        if over > 0:
            words = _(
                "全部内容加起来太长，请把事情经过删减约%(count)d个字，删去的部分可以作为文件在下一步添加。"
            )
            self.add_error("facts", ValidationError(words, params={"count": over // 3 + 1}))

    def _check_entry(self) -> None:
        entry, notice = self.cleaned_data.get("entry"), self.cleaned_data.get("notice")
        if entry and notice and entry.rpartition(":")[0] != notice:
            self.add_error("entry", _("选的这一项不在您选的那份名单里。请改选名单，或者重新选择这一项。"))

    def _check_person(self) -> None:
        naming, typed = self.cleaned_data.get("naming"), self.cleaned_data
        if naming == ANONYMOUS and any(typed.get(name) for name in ("name", "unit", "contact")):
            self.add_error(
                "naming", _("您选了匿名，又填了姓名、单位或联系方式。请清空这几栏，或者改选实名。")
            )
        if naming != NAMED:
            return
        if not typed.get("name"):
            self.add_error("name", _("实名的请填写姓名；不愿留姓名的，请改选匿名。"))
        if not typed.get("reach"):
            self.add_error("reach", _("请选择怎样答复您。"))
        elif typed["reach"] == Reach.CONTACT.value and not typed.get("contact"):
            self.add_error("contact", _("请填写联系方式，或者改选“只用查询码”。"))
        if not self.errors and isinstance(seats := self._seats(), Seats) and not seats.custodians:
            self.add_error(
                "naming",
                _(
                    "按您勾选的情况，没有两名以上与此事无关的身份保管人，网上只能匿名提交。要留姓名的，请用本页末尾的邮寄办法。"
                ),
            )

    def _seats(self) -> Seats | Closed:
        # Of what was ticked only: an answer that depended on the entry would tell who has an interest in it.
        ticked = frozenset(self.cleaned_data.get("concerns", ()))
        bodies = ticked & {line.body for line in self.terms.bodies}
        subjects = Subjects(bodies=bodies, units=ticked - bodies)
        return self.terms.seats(
            "objection" if self._in_window else "complaint", subjects, self.cleaned_data.get("prefer", "")
        )

    @property
    def _in_window(self) -> bool:
        return self.terms.notice(self.cleaned_data.get("notice") or "") is not None

    # --- Results -------------------------------------------------------------------------------------------

    @property
    def notice_named(self) -> NoticeChoice | None:
        """The notice the report is about; None for none."""
        asked = self.cleaned_data.get("notice")
        return next((notice for notice in self.notices if notice.public_id == asked), None)

    @property
    def entry_key(self) -> str:
        """Key of the entry chosen, or of the one whose number or name was typed; "" when there is none."""
        if chosen := self.cleaned_data.get("entry"):
            return str(chosen).rpartition(":")[2]
        notice, typed = self.notice_named, _folded(self.cleaned_data.get("entry_words") or "")
        if notice is None or not typed:
            return ""
        return next((row.key for row in notice.entries if typed in {str(row.no), _folded(row.name)}), "")

    def report(self) -> Report:
        """The report of a valid form."""
        typed = self.cleaned_data
        notice = self.notice_named
        return Report(
            city=self.terms.city,
            kind=Kind(typed["kind"]),
            facts=typed["facts"],
            notice=notice.public_id if notice else "",
            entry=self.entry_key,
            entry_words=typed.get("entry_words", ""),
            respondent=typed["respondent"],
            happened=typed["happened"],
            concerns=tuple(typed["concerns"]),
            prefer=typed.get("prefer", ""),
            person=self._person(),
        )

    def _person(self) -> Person | None:
        typed = self.cleaned_data
        if typed["naming"] != NAMED:
            return None
        reach = Reach(typed["reach"])
        contact = typed["contact"] if reach is Reach.CONTACT else ""
        return Person(name=typed["name"], unit=typed["unit"], contact=contact, reach=reach)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
