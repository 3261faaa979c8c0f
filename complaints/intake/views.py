"""The steps of a filing (channel.md §4.2). No session: each page carries the text, the draft's token and nothing else.

Every step checks everything again. Nothing typed is stored before the last; what goes wrong comes back filled in.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from cms import clock
from complaints import keystore, proofs, vault
from complaints.actions.drafts import open_draft, staged_files, token_of, unstage
from complaints.actions.filing import file_case
from complaints.errors import ChannelClosed, DraftGone
from complaints.intake import captcha, receipt_sheet
from complaints.intake.captcha import Way
from complaints.intake.forms import ReportForm
from complaints.intake.pages import Slip, Step, closed_page, code_page, evidence_page, filed_page, write_page
from complaints.intake.taking_in import take_in
from complaints.intake.typed import IDENTITY, Typed, too_much
from complaints.intake.upload import EvidenceRequest, accepts_evidence
from complaints.models import Reporter
from complaints.selectors.channel import channel_terms
from complaints.staged import StagedFile
from portal.privacy import limits, pages

BAIT = "topic"
"""A field that people do not see: what is written there was written by a program."""

ANSWER_MAX = 20
LAST_DIGITS = 4


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only POST: whoever opens the address by itself starts at the guidance. Oversized forms are not looked at."""

    @wraps(view)
    @sensitive_post_parameters()
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return _to_guidance()
        return pages.unreadable(request) if too_much(request) else view(request)

    return guarded


@posted
@sensitive_variables()
def write(request: HttpRequest) -> HttpResponse:
    """Page 1: empty after the choice of a city; then checked, and page 2 when all is well."""
    step = _step(request)
    if isinstance(step, HttpResponse):
        return step
    action = request.POST.get("action", "")
    if action == "next":
        return _checked(step)
    way = Way(action) if action in set(Way) else Way.PICTURE
    return write_page(step, ReportForm.unchecked(step.typed, terms=step.terms), way=way)


@sensitive_variables()
def _checked(step: Step) -> HttpResponse:
    request, now = step.request, clock.now()
    form = ReportForm(step.typed, terms=step.terms)
    if step.token is not None:
        return _with_draft(step, form, lambda files: evidence_page(step, form, files))
    if request.POST.get(BAIT):
        slip = Slip("f-topic", _("有一栏应当留空，却填了内容。请清空以后再提交。"))
        return write_page(step, form, slips=[slip], status=400)
    key, answer = request.POST.get("question", ""), request.POST.get("answer", "")[:ANSWER_MAX]
    if not form.is_valid():
        return write_page(step, form, way=_way(request), key=key, answer=answer)
    asked = captcha.standing(key, now=now)
    if not captcha.consume(key, answer, now=now):
        wrong = _("验证题的答案不对，已经换了一题，请再答一次。")
        late = _("验证题过了五分钟，已经换了一题，请再答一次。填写的内容都在。")
        return write_page(step, form, way=_way(request), slips=[Slip("f-answer", wrong if asked else late)])
    if not limits.allow(request, "filing"):
        return write_page(step, form, way=_way(request), slips=[_too_often()], status=429)
    begun = Step(request, step.terms, step.typed, open_draft(now=now))
    return evidence_page(begun, form, ())


@accepts_evidence
@posted
@sensitive_variables()
def evidence(request: EvidenceRequest) -> HttpResponse:
    """Page 2: take files in, remove one, go back to page 1. Whatever files come are kept, whichever button sent them."""
    return _evidence(request, go_on=False)


@accepts_evidence
@posted
@sensitive_variables()
def code(request: EvidenceRequest) -> HttpResponse:
    """Page 3, unless a file came along: then page 2 again, so that nobody goes on without having seen what became of it."""
    return _evidence(request, go_on=True)


@sensitive_variables()
def _evidence(request: EvidenceRequest, *, go_on: bool) -> HttpResponse:
    step = _step(request)
    if isinstance(step, HttpResponse):
        return step
    form = ReportForm(step.typed, terms=step.terms)
    came = bool(request.evidence.files or request.evidence.problems)
    try:
        taken = take_in(request.evidence, token=step.token, now=clock.now())
        if step.token is not None and (blob := request.POST.get("remove")):
            unstage(token=step.token, blob=blob, now=clock.now())
            taken.notes.append(_("文件已移除。"))
    except DraftGone:
        return _gone(step, form)
    if request.POST.get("action") == "back":
        return _with_draft(step, form, lambda _files: write_page(step, form))
    status = 503 if request.evidence.busy else 200
    if go_on and not came:
        return _with_draft(step, form, lambda files: code_page(step, files))
    slips = [Slip("f-files", words) for words in taken.refused]
    return _with_draft(
        step,
        form,
        lambda files: evidence_page(step, form, files, slips=slips, notes=taken.notes, status=status),
    )


@posted
@sensitive_variables()
def file(request: HttpRequest) -> HttpResponse:
    """Page 4: file it, once the code has been copied. A repeat says that it is filed and shows nothing else."""
    step = _step(request)
    if isinstance(step, HttpResponse):
        return step
    form = ReportForm(step.typed, terms=step.terms)
    return _with_draft(step, form, lambda files: _file(step, form, files))


@sensitive_variables()
def _file(step: Step, form: ReportForm, files: tuple[StagedFile, ...]) -> HttpResponse:
    request, token = step.request, step.token
    if token is None:
        return _gone(step, form)
    copied = request.POST.get("copied") == "yes"
    slips = _not_copied(token, request.POST.get("last_digits", ""), copied=copied)
    if slips:
        return code_page(step, files, slips=slips, copied=copied)
    try:
        with limits.slot("argon2"):
            filed = file_case(token=token, report=form.report(), now=clock.now())
    except limits.Busy:
        return code_page(step, files, slips=[Slip("f-last_digits", _busy())], copied=copied, status=503)
    except DraftGone:
        return _gone(step, form)
    except (ChannelClosed, vault.Refused):
        return closed_page(step)
    return filed_page(request, step.terms, filed.proof)


def _not_copied(token: bytes, typed: str, *, copied: bool) -> list[Slip]:
    slips = []
    if not copied:
        slips.append(
            Slip("f-copied", _("请先抄下查询码，再勾选“我已抄下”。没有查询码，以后看不到答复，也不能补充。"))
        )
    digits = "".join(str(int(char)) for char in typed if char.isdecimal())
    if digits != vault.receipt_code(token)[-LAST_DIGITS:]:
        slips.append(Slip("f-last_digits", _("填的不是查询码的最后四位。请对照您抄下的号码再填一次。")))
    return slips


@posted
@sensitive_variables()
def sheet(request: HttpRequest) -> HttpResponse:
    """The code, or the proof of filing, as a file to keep. Nothing but what this installation made leaves from here."""
    if "proof" in request.POST:
        return proofs.handed_back(request) or _to_guidance()
    try:
        token = token_of(request.POST.get("token", ""))
        staged_files(token=token, now=clock.now())
    except DraftGone:
        return _to_guidance()
    return receipt_sheet.as_download(vault.receipt_code(token))


# --- What the steps share ---------------------------------------------------------------------------------


def _step(request: HttpRequest) -> Step | HttpResponse:
    """The step a request stands for, or the page that ends it: no such city, channel closed."""
    typed = Typed.of(request.POST)
    terms = channel_terms(typed.get("city") or "", clock.now())
    if terms is None:
        return _to_guidance()
    if not terms.named_allowed:
        for name in IDENTITY:
            typed.pop(name, None)  # what has no field on the page is not carried on
    step = Step(request, terms, typed, _token(request))
    return step if terms.open else closed_page(step)


def _token(request: HttpRequest) -> bytes | None:
    try:
        return token_of(request.POST.get("token", ""))
    except DraftGone:
        return None


@sensitive_variables()
def _with_draft(
    step: Step, form: ReportForm, answer: Callable[[tuple[StagedFile, ...]], HttpResponse]
) -> HttpResponse:
    """The answer for a draft that lives and a form that holds; page 1 with what is wrong otherwise."""
    if step.token is None:
        return _gone(step, form)
    try:
        files = staged_files(token=step.token, now=clock.now())
    except DraftGone:
        return _gone(step, form)
    return answer(files) if form.is_valid() else write_page(step, form)


@sensitive_variables()
def _gone(step: Step, form: ReportForm) -> HttpResponse:
    """No such draft: filed before (then nothing typed is shown again), or expired (then all of it is, without files)."""
    if step.token is not None:
        if not limits.allow(step.request, "look_up"):
            return write_page(step.without_draft(), form, slips=[_too_often()], status=429)
        try:
            with limits.slot("argon2"):
                filed = _was_filed(step.token)
        except limits.Busy:
            return write_page(step, form, slips=[Slip("main", _busy())], status=503)
        if filed:
            return filed_page(step.request, step.terms, "")
    notes = [
        _(
            "离上一步过了两小时，或者这一页不是从上一步打开的。什么都没有提交，之前选的文件已经删除，之前抄下的查询码作废。"
        ),
        _("填写的内容都在下面。请核对后继续，重新添加文件，抄下新的查询码。"),
    ]
    return write_page(step.without_draft(), form, notes=notes)


@sensitive_variables()
def _was_filed(token: bytes) -> bool:
    """Whether the code of this token opens a case. One Argon2: under a slot."""
    pepper = keystore.installation().pepper
    root = vault.receipt_root(vault.receipt_code(token), pepper)
    return Reporter.objects.filter(pk=vault.receipt_lookup(root, pepper).hex()).exists()


def _way(request: HttpRequest) -> Way:
    sent = request.POST.get("way", "")
    return Way(sent) if sent in set(Way) else Way.PICTURE


def _busy() -> str:
    return _("现在办理的人较多，没有处理。填写的内容都在，请过几分钟再按一次。")


def _too_often() -> Slip:
    return Slip(
        "main",
        _(
            "近一小时内从您所在的网络提交的次数较多，没有处理。填写的内容都在，请过一会儿再按一次，或者用邮寄办法。"
        ),
    )


def _to_guidance() -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": reverse("complaints_new")})
