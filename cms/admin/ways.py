"""Where in the office a verdict is settled: the page to go to from a sentence that stands in the way."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.admin.fields import corrects_list, has_list
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

ON_RECORD = ("act.required", "act.optional", "act.consult", "act.secrecy_review", "act.interests")
"""Beginnings of rules that ask for something to be on record."""

IN_THE_LIST = ("list.", "row.", "bar.", "eligibility.", "decision.")
"""Beginnings of rules that are settled in the list, or in what a correction changes of one."""

IN_THE_FORM = frozenset({"list.secret_count", "decision.bonus"})
"""Rules that begin so and are settled in the form itself."""

IN_THE_EDITION = ("stage.order", "stage.unconcluded", "gate.", "edition.")
"""Beginnings of rules that wait for another notice of the edition."""


@dataclass(frozen=True)
class Way:
    """A page of the office and what one does there."""

    url: str
    label: str


def way_out(notice: Notice, verdict: Verdict) -> Way | None:
    """Where this verdict on a draft is settled; None where the form itself is the place."""
    if verdict.rule in AWARDS:
        return Way(reverse("gongshi:named_awards", args=[notice.pk]), _("选择所涉奖项"))
    if verdict.rule not in STEPS and not verdict.rule.startswith(ON_RECORD):
        return _elsewhere(notice, verdict.rule)
    query = urlencode({"stage": notice.stage_key, "body": own_body(notice)})
    award = verdict.subject.rpartition(".")[0] if verdict.rule in STEPS else ""
    place = f"#award-{award}" if award else ""
    url = f"{reverse('gongshi:records', args=[notice.edition.pk])}?{query}{place}"
    return Way(url, _("去登记"))


def _elsewhere(notice: Notice, rule: str) -> Way | None:
    """The list, the attachments, the scheme's settings or the other notices of the edition; None for the form."""
    if rule.startswith(IN_THE_LIST) and rule not in IN_THE_FORM:
        if corrects_list(notice):
            return Way(reverse("gongshi:changes", args=[notice.pk]), _("更正名单条目"))
        return Way(reverse("gongshi:list", args=[notice.pk]), _("编辑名单")) if has_list(notice) else None
    if rule == "privacy.unreadable":
        return Way(reverse("gongshi:attachments", args=[notice.pk]), _("查看附件"))
    if rule.startswith("channel."):
        return Way(reverse("gongshi:scheme", args=[notice.edition.scheme.pk]), _("填写奖项设置"))
    if rule.startswith(IN_THE_EDITION):
        return Way(reverse("gongshi:edition", args=[notice.edition.pk]), _("查看本届公告"))
    return None
