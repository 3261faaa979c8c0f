"""The four pages and the three ways in which they end early. Each holds all that was typed, in fields or hidden.

Nothing here decides or stores: `views` does. No page but the third holds the receipt code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.windows import beijing_day
from complaints import vault
from complaints.deadlines import commitments
from complaints.intake import captcha
from complaints.intake.captcha import Way
from complaints.intake.forms import ReportForm
from complaints.intake.receipt_sheet import code_picture
from complaints.intake.review import told
from complaints.intake.typed import Typed
from complaints.selectors.channel import ChannelTerms
from complaints.staged import StagedFile
from complaints.wording import CLOSED_FOR_PUBLIC
from portal.calendar.selectors import current_calendar


@dataclass(frozen=True)
class Slip:
    """An error above the form: the element it leads to, and what to do about it."""

    anchor: str
    words: str


@dataclass(frozen=True, repr=False)
class Step:
    """A request in the middle of a filing.

    :ivar typed: the form's fields. :ivar token: the draft's, None while there is none.
    """

    request: HttpRequest
    terms: ChannelTerms
    typed: Typed
    token: bytes | None

    def without_draft(self) -> "Step":
        """The same step once its draft has turned out to be gone."""
        return replace(self, token=None)

    def context(self, number: int) -> dict[str, Any]:
        """What every page of the four needs."""
        return {
            "step": number,
            "terms": self.terms,
            "city_code": self.terms.city,
            "city_name": self.terms.city_name,
            "hidden": self.typed.pairs,
            "token": self.token.hex() if self.token else "",
        }


@sensitive_variables()
def write_page(
    step: Step,
    form: ReportForm,
    *,
    way: Way = Way.PICTURE,
    key: str = "",
    answer: str = "",
    slips: Sequence[Slip] = (),
    notes: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Page 1, filled in. A draft that lives asks no question again; a question that stands is not asked anew.

    :param key: of the question on the page that was sent. :param notes: what the reader should know, no errors.
    """
    challenge = None
    if step.token is None:
        challenge = captcha.standing(key, now=clock.now()) if key else None
        answer = answer if challenge else ""
        replaced = step.request.POST.get("question", "")
        challenge = challenge or captcha.issue(way, now=clock.now(), instead_of=replaced)
    context = {
        **step.context(1),
        "form": form,
        "notice_choices": _notice_choices(form),
        "challenge": challenge,
        "answer": answer,
        "slips": [*slips_of(form), *slips],
        "notes": notes,
    }
    return render(step.request, "complaints/intake/write.html", context, status=status)


@sensitive_variables()
def evidence_page(
    step: Step,
    form: ReportForm,
    files: Sequence[StagedFile],
    *,
    slips: Sequence[Slip] = (),
    notes: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Page 2: files, and everything typed once more."""
    context = {**step.context(2), "told": told(form), "files": files, "slips": slips, "notes": notes}
    return render(step.request, "complaints/intake/evidence.html", context, status=status)


@sensitive_variables()
def code_page(
    step: Step,
    files: Sequence[StagedFile],
    *,
    slips: Sequence[Slip] = (),
    copied: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Page 3: the receipt code, before anything is filed."""
    if step.token is None:
        raise ValueError("there is no code without a draft")
    code = vault.receipt_code(step.token)
    context = {
        **step.context(3),
        "groups": vault.format_code(code).split(),
        "picture": code_picture(code),
        "file_count": len(files),
        "slips": slips,
        "wrong": {slip.anchor for slip in slips},
        "copied": copied,
    }
    return render(step.request, "complaints/intake/code.html", context, status=status)


def filed_page(request: HttpRequest, terms: ChannelTerms, proof: str) -> HttpResponse:
    """Page 4. `proof` is "" for a repeat: that says that it is filed, and neither code nor proof again."""
    today = beijing_day(clock.now())
    context = {
        "step": 4,
        "city_code": terms.city,
        "city_name": terms.city_name,
        "proof": proof,
        "promises": {each.promise.value: each for each in commitments(today, current_calendar())},
    }
    return render(request, "complaints/intake/filed.html", context)


@sensitive_variables()
def closed_page(step: Step) -> HttpResponse:
    """409: the channel takes nothing at this moment. What was typed is there to be copied, and the way by post."""
    why = CLOSED_FOR_PUBLIC[step.terms.shut] if step.terms.shut else ""
    texts = [value for name, value in step.typed.pairs if name in {"respondent", "happened", "facts"}]
    context = {**step.context(1), "why": why, "texts": texts}
    return render(step.request, "complaints/intake/closed.html", context, status=409)


def _notice_choices(form: ReportForm) -> list[dict[str, Any]]:
    """Each radio button of the notices with its notice, None for the one that names none."""
    if "notice" not in form.fields:
        return []
    known = {notice.public_id: notice for notice in form.notices}
    return [{"radio": radio, "notice": known.get(radio.data["value"])} for radio in form["notice"]]


def slips_of(form: ReportForm) -> list[Slip]:
    """The errors of a form, each leading to its field; a group of choices is entered at its first one."""
    slips = []
    for name, errors in form.errors.items():
        bound = form[name]
        anchor = bound.id_for_label or f"{bound.auto_id}_0"
        label = str(bound.label).rstrip("？?")
        slips += [
            Slip(anchor, _("%(field)s：%(words)s") % {"field": label, "words": error}) for error in errors
        ]
    return slips
