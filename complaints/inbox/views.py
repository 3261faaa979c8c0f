"""Coming back with a code, the inbox, and what can be done in it. Code and text come and go in POST bodies only."""

import datetime as dt
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cms import clock
from complaints import vault
from complaints.actions import inbox as actions
from complaints.actions import inbox_sessions
from complaints.actions.inbox import KeyReplaced, NoCustodians, Seen
from complaints.actions.inbox_sessions import Inbox
from complaints.errors import CaseGone, ChannelError, LimitReached, NotAllowed
from complaints.inbox.forms import (
    AnswerForm,
    EvidenceForm,
    IdentityForm,
    InboxForm,
    WithdrawForm,
    WithholdForm,
)
from complaints.inbox.page import InboxPage, inbox_page, record_of
from complaints.intake.upload import EvidenceRequest, accepts_evidence
from complaints.proofs import as_download
from portal.privacy import cookies, limits

LONGEST_CODE = 200
"""Characters of a typed code that are looked at; 24 digits with any spaces and dashes are far below."""


class Told(IntEnum):
    """What the next page of the inbox tells once. Stands sealed in the session as one byte."""

    NOTHING = 0
    ANSWERED = 1
    ADDED = 2
    NAMED = 3
    WITHHELD = 4
    WITHDRAWN = 5


TOLD: dict[int, Promise] = {
    Told.ANSWERED: _("已经加密送到受理机构。为了保护您，您写的内容不会再显示在这里。"),
    Told.ADDED: _("材料已经加密送到受理机构。为了保护您，文件名和内容不会再显示在这里。"),
    Told.NAMED: _("身份信息已经单独加密保管。以前留过的，已经从本站正在使用的数据里销毁。"),
    Told.WITHHELD: _("身份信息和打开它的密钥份额，已经从本站正在使用的数据里销毁。"),
    Told.WITHDRAWN: _("已经撤回。"),
}

# What went wrong with a form that was filled in properly. What was typed stays in it.
CHANGED = _(
    "您填写期间，这件事有了变化，也可能是刚才已经提交过一次。请先回到查询页看一看；没有重复的，再提交一次。"
)
FULL = _("今天提交的次数已经到了上限（50次）。请明天再来，您写的内容请先记在安全的地方。")
REPLACED = _(
    "这件事的加密公钥和您提交时记录的不一致。为了不让别人读到，您写的内容没有提交，这里也不再接收新内容。请用邮寄等办法联系受理机构。"
)
NO_CUSTODIANS = _("现在没有两名以上可以保管身份信息的人员，网上不能留姓名。要留姓名的，请邮寄。")
REFUSED = _("这件事现在的状态不能这样办理。")


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whatever is typed, the answer is the same 303 to the inbox."""
    if request.method != "POST":
        return _code_page(request)
    typed = request.POST.get("code", "")[:LONGEST_CODE]
    if not limits.allow(request, "look_up"):
        return _code_page(request, busy=True, typed=typed)
    try:
        with limits.slot("argon2"):
            cookie = inbox_sessions.open_inbox(typed=typed, now=clock.now())
    except limits.Busy:
        return _code_page(request, busy=True, typed=typed)
    except vault.Refused:
        return _code_page(request, closed=True)
    response = _see(reverse("complaints_inbox"))
    cookies.set_private(response, cookies.INBOX, cookie)
    return response


@sensitive_variables()
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The inbox of the cookie, or that no case goes with the code, or that nothing is open."""
    entered = _enter(request, clock.now(), lambda page: True)
    if isinstance(entered, HttpResponse):
        return entered
    opened, page = entered
    told = TOLD.get(opened.told, "")
    if opened.told:
        inbox_sessions.tell(inbox=opened, outcome=Told.NOTHING)
    return _render(request, "inbox", page, told=told)


@sensitive_variables()
def _act(
    request: HttpRequest,
    template: str,
    form_class: type[InboxForm],
    may: Callable[[InboxPage], bool],
    do: Callable[[Inbox, Any, Seen, dt.datetime], Told],
    **context: Any,
) -> HttpResponse:
    """Show the form of an action, or do it and go back to the inbox; errors show the form again with what was typed."""
    now = clock.now()
    entered = _enter(request, now, may)
    if isinstance(entered, HttpResponse):
        return entered
    opened, page = entered
    if request.POST.get("step") != "send":
        return _render(request, template, page, form=form_class(), **context)
    form = form_class(request.POST)
    if not form.is_valid():
        return _render(request, template, page, form=form, status=422, **context)
    try:
        told = do(opened, form, Seen.parse(request.POST.get("seen", "")), now)
    except ChannelError as error:
        page = _page(opened, now) or page
        status = 503 if isinstance(error, NothingReceived) and error.busy else 409
        return _render(request, template, page, form=form, problem=_problem(error), status=status, **context)
    if context.get("problems"):
        # Told at once and in full: which file did not come through must not get lost on the way to another page.
        page = _page(opened, now) or page
        return _render(request, "inbox", page, told=TOLD[told], **context)
    inbox_sessions.tell(inbox=opened, outcome=told)
    return _see(reverse("complaints_inbox"))


@sensitive_variables()
def _enter(
    request: HttpRequest, now: dt.datetime, may: Callable[[InboxPage], bool]
) -> tuple[Inbox, InboxPage] | HttpResponse:
    """The inbox of the cookie with its page, or the page that says why not: nothing open, no case, not in this state."""
    opened = _opened(request, now)
    if opened is None:
        return _code_page(request, ended=True, kept=request.POST.get("text", ""))
    page = _page(opened, now)
    if page is None:
        return _code_page(request, unknown=True)
    if not may(page):
        kept = request.POST.get("text", "")
        return _render(request, "inbox", page, problem=REFUSED, kept=kept, status=409)
    return opened, page


def _answer(opened: Inbox, form: AnswerForm, seen: Seen, now: dt.datetime) -> Told:
    actions.answer(inbox=opened, text=form.cleaned_data["text"], seen=seen, now=now)
    return Told.ANSWERED


def _name(opened: Inbox, form: IdentityForm, seen: Seen, now: dt.datetime) -> Told:
    actions.give_identity(inbox=opened, person=form.person, seen=seen, now=now)
    return Told.NAMED


def _withhold(opened: Inbox, form: WithholdForm, seen: Seen, now: dt.datetime) -> Told:
    actions.withhold_identity(inbox=opened, seen=seen, now=now)
    return Told.WITHHELD


def _withdraw(opened: Inbox, form: WithdrawForm, seen: Seen, now: dt.datetime) -> Told:
    actions.withdraw(inbox=opened, text=form.cleaned_data["text"], seen=seen, now=now)
    return Told.WITHDRAWN


@sensitive_variables()
def answer(request: HttpRequest) -> HttpResponse:
    """Something to add in words."""
    return _post_only(request) or _act(request, "answer", AnswerForm, lambda page: page.may_add, _answer)


@sensitive_variables()
def identity(request: HttpRequest) -> HttpResponse:
    """A name given later, or another in its place."""
    return _post_only(request) or _act(request, "identity", IdentityForm, lambda page: page.may_name, _name)


@sensitive_variables()
def withhold(request: HttpRequest) -> HttpResponse:
    """The name taken back."""
    return _post_only(request) or _act(
        request, "withhold", WithholdForm, lambda page: page.may_withhold, _withhold
    )


@sensitive_variables()
def withdraw(request: HttpRequest) -> HttpResponse:
    """The case withdrawn, after a page that says what it means."""
    return _post_only(request) or _act(
        request, "withdraw", WithdrawForm, lambda page: page.may_withdraw, _withdraw
    )


@sensitive_variables()
@accepts_evidence
def evidence(request: EvidenceRequest) -> HttpResponse:
    """Further files, sealed while they arrive; those of a refused form are removed with the request."""
    received = request.evidence

    def add(opened: Inbox, form: EvidenceForm, seen: Seen, now: dt.datetime) -> Told:
        if not received.files:
            raise NothingReceived(busy=received.busy)
        actions.add_evidence(
            inbox=opened, files=received.files, seen=seen, now=now, text=form.cleaned_data["text"]
        )
        return Told.ADDED

    return _post_only(request) or _act(
        request, "evidence", EvidenceForm, lambda page: page.may_add, add, problems=received.problems
    )


class NothingReceived(ChannelError):  # noqa: N818
    """No file came through; the problems beside the form say why. `busy`: because too many came at once or too often."""

    def __init__(self, *, busy: bool) -> None:
        super().__init__()
        self.busy = busy


@sensitive_variables()
def proof(request: HttpRequest) -> HttpResponse:
    """The proof of filing, as a file to keep."""
    if (elsewhere := _post_only(request)) is not None:
        return elsewhere
    opened = _opened(request, clock.now())
    if opened is None:
        return _code_page(request, ended=True)
    try:
        return as_download(record_of(opened).proof)
    except CaseGone:
        return _code_page(request, unknown=True)


def close(request: HttpRequest) -> HttpResponse:
    """End the inbox, let the browser forget this site, and go to a public page."""
    if (elsewhere := _post_only(request)) is not None:
        return elsewhere
    opened = _opened(request, clock.now())
    if opened is not None:
        inbox_sessions.close(inbox=opened)
    response = _see("/")
    cookies.clear_private(response, cookies.INBOX)
    response["Clear-Site-Data"] = '"*"'
    return response


def _post_only(request: HttpRequest) -> HttpResponse | None:
    return None if request.method == "POST" else _see(reverse("complaints_inbox"))


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _problem(error: ChannelError) -> Promise | str:
    if isinstance(error, NothingReceived):
        return _("没有收到文件。请选择文件后再提交。")
    if isinstance(error, LimitReached):
        return FULL if error.code == "entries_a_day" else _("文件太多或者太大，没有保存。请分几次添加。")
    return {KeyReplaced: REPLACED, NoCustodians: NO_CUSTODIANS, NotAllowed: REFUSED}.get(type(error), CHANGED)


@sensitive_variables()
def _opened(request: HttpRequest, now: dt.datetime) -> Inbox | None:
    return inbox_sessions.inbox_of(cookie=request.COOKIES.get(cookies.INBOX, ""), now=now)


@sensitive_variables()
def _page(opened: Inbox, now: dt.datetime) -> InboxPage | None:
    """The page; None where the code opens nothing, or what it opened is gone."""
    try:
        return inbox_page(opened, now)
    except CaseGone:
        return None


@sensitive_variables()
def _render(
    request: HttpRequest, template: str, page: InboxPage, *, status: int = 200, **context: Any
) -> HttpResponse:
    values = {"page": page, "city_code": page.city, "city_name": page.city_name, **context}
    return render(request, f"complaints/inbox/{template}.html", values, status=status)


@sensitive_variables()
def _code_page(request: HttpRequest, *, busy: bool = False, **context: Any) -> HttpResponse:
    """The form for the code, with what there is to say first."""
    response = render(
        request, "complaints/inbox/follow_up.html", {"busy": busy, **context}, status=503 if busy else 200
    )
    if busy:
        response["Retry-After"] = "120"
    return response
