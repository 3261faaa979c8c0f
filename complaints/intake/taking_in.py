"""Files that came with a form taken over by its draft, with what to say of each."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints.actions.drafts import stage
from complaints.errors import DraftGone, LimitReached
from complaints.intake.problems import WORDS, Problem, Reason
from complaints.intake.upload import Received


@dataclass
class Taken:
    """What became of the files: sentences on those that were not taken, and what to know of those that were.

    :ivar count: how many were taken; the first note says so then, above the list of them.
    """

    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    count: int = 0


@sensitive_variables()
def take_in(received: Received, *, token: bytes | None, now: dt.datetime) -> Taken:
    """Stage what came under the draft's token. Raises DraftGone."""
    problems = list(received.problems)
    taken = 0
    for file in received.files:
        if token is None:
            raise DraftGone
        try:
            stage(token=token, file=file, now=now)
            taken += 1
        except LimitReached as error:
            problems.append(Problem(Reason(error.code), file.name))
    if any(problem.reason is Reason.DRAFT_GONE for problem in problems):
        raise DraftGone
    told = Taken(
        [_of_file(each) for each in problems if not each.taken],
        [_of_file(each) for each in problems if each.taken],
        taken,
    )
    if taken:
        told.notes.insert(0, _("已添加%(count)d个文件。请核对下面的列表。") % {"count": taken})
    return told


def _of_file(problem: Problem) -> str:
    words = str(WORDS[problem.reason])
    return _("%(name)s：%(words)s") % {"name": problem.name, "words": words} if problem.name else words
