"""How a record of the register is cited: by GB/T 7714—2015, as BibTeX, and in one plain sentence. Pure.

What was revoked or struck is never cited as if it stood: every form names it, with the day and the document.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.register import Status

WITHHELD = "依法隐去"
TAKEN = {Status.REVOKED: "已撤销", Status.STRUCK: "已移出决定"}

TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{each: f"\\{each}" for each in "&%$#_"},
    }
)
"""Characters TeX would read as its own. Braces by name: BibTeX counts even those behind a backslash."""


@dataclass(frozen=True)
class Source:
    """A page to cite. Days are Beijing days.

    `responsible` is empty where nobody is known to be. `notes` stand behind the title, `told` in the note of a reference.
    `dated_on` is the day of what the page is about, `changed_on` that of its last entry, `read_on` when it is looked up.
    """

    key: str
    address: str
    title: str
    read_on: dt.date
    responsible: str = ""
    notes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    dated_on: dt.date | None = None
    changed_on: dt.date | None = None


@dataclass(frozen=True)
class CitedAward:
    """What the citation of an award states. Days are Beijing days.

    `holder` is empty where it is withheld, `responsible` (who decided) where the source from before the portal does not say.
    `happened_on` and `happened_doc_no` are of what made a revoked or struck award so; `reinstated_on` is set once one was
    given back. `changed_on` is the day of the last entry about the award, `read_on` the day on which it is looked up.
    """

    public_id: str
    address: str
    responsible: str
    title: str
    holder: str
    doc_no: str
    awarded_on: dt.date
    status: Status
    status_label: str
    changed_on: dt.date
    read_on: dt.date
    valid_through: dt.date | None = None
    happened_on: dt.date | None = None
    happened_doc_no: str = ""
    reinstated_on: dt.date | None = None


@dataclass(frozen=True)
class Citations:
    """One page, cited in each form. `plain` is in the reader's language, the others in the register's."""

    plain: str
    gbt: str
    bibtex: str


def chinese_day(day: dt.date) -> str:
    """A day as Chinese text has it, in any language of the page."""
    return f"{day.year}年{day.month}月{day.day}日"


def gbt(source: Source) -> str:
    """As an electronic announcement, GB/T 7714—2015, 4.6: responsible. title[EB/OL]. (changed)[read]. address.

    Who is responsible is left out where nobody is known to be, as 8.1.4 allows.
    """
    notes = "；".join(filter(None, source.notes))
    title = source.title + (f"（{notes}）" if notes else "")
    lead = f"{source.responsible}. " if source.responsible else ""
    changed = f"({source.changed_on.isoformat()})" if source.changed_on else ""
    return f"{lead}{title}[EB/OL]. {changed}[{source.read_on.isoformat()}]. {source.address}."


def bibtex(source: Source) -> str:
    """As an entry of type `online`, which older styles take for `misc`. Texts are protected from TeX and from its capitals."""
    fields = {
        "author": _protected(source.responsible),
        "title": _protected(source.title),
        "year": f"{{{source.dated_on.year}}}" if source.dated_on else "",
        "month": f"{{{source.dated_on.month}}}" if source.dated_on else "",
        "url": f"{{{source.address}}}",
        "urldate": f"{{{source.read_on.isoformat()}}}",
        "note": _protected("；".join(filter(None, source.told))),
        "language": "{chinese}",
    }
    lines = ",\n".join(f"  {name:<8} = {value}" for name, value in fields.items() if value)
    return f"@online{{{source.key},\n{lines}\n}}\n"


def _protected(text: str) -> str:
    return f"{{{{{text.translate(TEX)}}}}}" if text else ""


def award_citations(award: CitedAward) -> Citations:
    """An award in every form."""
    source = Source(
        key=award.public_id,
        address=award.address,
        title=f"{award.title}：{award.holder or WITHHELD}",
        read_on=award.read_on,
        responsible=award.responsible,
        notes=(award.doc_no, _state(award)),
        told=(
            f"{chinese_day(award.awarded_on)}获奖",
            award.doc_no,
            _state(award),
            f"名册编号{award.public_id}",
        ),
        dated_on=award.awarded_on,
        changed_on=award.changed_on,
    )
    return Citations(_award_sentence(award), gbt(source), bibtex(source))


def _state(award: CitedAward) -> str:
    """What became of it, empty for an award that stands and always stood."""
    if note := TAKEN.get(award.status):
        on = chinese_day(award.happened_on) if award.happened_on else ""
        return "，".join(part for part in (f"{on}{note}", award.happened_doc_no) if part)
    back = f"曾被撤销，{chinese_day(award.reinstated_on)}恢复" if award.reinstated_on else ""
    over = ""
    if award.status is Status.EXPIRED and award.valid_through:
        over = f"有效期至{chinese_day(award.valid_through)}，已满"
    return "；".join(part for part in (back, over) if part)


def _award_sentence(award: CitedAward) -> str:
    """Who, what, when, by which document, where it can be looked up, when it was, and what it is now."""
    won = (award.holder or _("（依法隐去）"), award.title, _day(award.awarded_on), award.doc_no)
    taken = (_day(award.happened_on), award.happened_doc_no) if award.status in TAKEN else ()
    back = _("曾被撤销，已恢复") if award.reinstated_on and award.status not in TAKEN else ""
    facts = {
        "award": _("，").join(part for part in won if part),
        "id": award.public_id,
        "status": _("，").join(part for part in (award.status_label, *taken, back) if part),
        "url": award.address,
        "day": _day(award.read_on),
    }
    return _("%(award)s。名册编号%(id)s，%(url)s，%(day)s查阅，状态：%(status)s。") % facts


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
