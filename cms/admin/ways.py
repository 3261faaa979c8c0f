"""Where in the office a verdict is settled: the page to go to from a sentence that stands in the way."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.admin.prerequisites import own_body
from cms.models import Notice
from cms.regulation.rules.verdicts import Verdict

STEPS = frozenset({"revoke.steps", "revoke.statement", "reinstate.annulment"})
"""Rules that ask for something about one award to be on record; their subject begins with its public id."""

AWARDS = frozenset(
    {
        "revoke.nothing_named",
        "revoke.unknown_award",
        "revoke.named_twice",
        "revoke.ground",
        "revoke.subject",
        "revoke.not_standing",
        "revoke.finding",
        "reinstate.not_revoked",
    }
)
"""Rules that are settled by choosing other awards, another ground, or other words."""

ACTS = frozenset({"act.required", "act.secrecy_review"})
"""Rules that ask for an earlier act to be on record."""


@dataclass(frozen=True)
class Way:
    """A page of the office and what one does there."""

    url: str
    label: str


def way_out(notice: Notice, verdict: Verdict) -> Way | None:
    """Where this verdict on a draft is settled; None where the form itself is the place."""
    if verdict.rule in AWARDS:
        return Way(reverse("gongshi:named_awards", args=[notice.pk]), _("选择所涉奖项"))
    if verdict.rule not in STEPS | ACTS:
        return None
    query = urlencode({"stage": notice.stage_key, "body": own_body(notice)})
    award = verdict.subject.rpartition(".")[0] if verdict.rule in STEPS else ""
    place = f"#award-{award}" if award else ""
    url = f"{reverse('gongshi:records', args=[notice.edition.pk])}?{query}{place}"
    return Way(url, _("去登记"))
