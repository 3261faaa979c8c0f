"""What was typed, shown back once before filing, in the words of the form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.intake.forms import ANONYMOUS, KINDS, ReportForm
from complaints.reports import Kind, Reach


@dataclass(frozen=True, repr=False)
class Told:
    """One line of the review. `lang` is set where the words are the reporter's or the measure's own."""

    label: str
    words: str
    own: bool = True


def told(form: ReportForm) -> tuple[Told, ...]:
    """Every line of a valid form, in its order; what was left empty is not shown."""
    typed, terms = form.cleaned_data, form.terms
    bodies = {line.body: line.name for line in terms.bodies}
    lines = [
        Told(_("城市"), terms.city_name),
        Told(_("情况类别"), str(KINDS[Kind(typed["kind"])]), own=False),
    ]
    if form.notices:
        notice = form.notice_named
        lines.append(
            Told(
                _("针对的名单"), notice.title if notice else _("不针对正在公示的名单"), own=notice is not None
            )
        )
        lines.append(Told(_("名单中的单位或个人"), _entry(form)))
    lines += [
        Told(_("被反映的单位或个人"), typed["respondent"]),
        Told(_("时间和地点"), typed["happened"]),
        Told(_("事情经过"), typed["facts"]),
        Told(_("涉及的机构和单位"), _("、").join(bodies.get(each, each) for each in typed["concerns"])),
        Told(_("希望受理的机构"), bodies.get(typed.get("prefer", ""), "")),
        *_person(form),
    ]
    return tuple(line for line in lines if line.words)


def _entry(form: ReportForm) -> str:
    notice, key = form.notice_named, form.entry_key
    row = next((row for row in notice.entries if row.key == key), None) if notice and key else None
    written = form.cleaned_data.get("entry_words", "")
    if row is None:
        return written
    return f"{row.no}. {row.name}" + (_("（您写的是：%(words)s）") % {"words": written} if written else "")


def _person(form: ReportForm) -> list[Told]:
    typed = form.cleaned_data
    if typed["naming"] == ANONYMOUS:
        return [Told(_("匿名还是实名"), _("匿名"), own=False)]
    by_code = typed["reach"] == Reach.CODE.value
    return [
        Told(_("匿名还是实名"), _("实名"), own=False),
        Told(_("姓名"), typed["name"]),
        Told(_("所在单位"), typed["unit"]),
        Told(_("怎样答复"), _("只用查询码，不联系") if by_code else _("按留下的方式联系"), own=False),
        Told(_("联系方式"), "" if by_code else typed["contact"]),
    ]
