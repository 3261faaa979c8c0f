"""Starting drafts: the stage is chosen among those lawful next, the address comes from the stage."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from cms.actions.reach import act_as_body, act_for_whole
from cms.models import AMENDING_ACTS, EDITION_ACTS, EditionPage, Notice, NoticeAct
from cms.regulation.schema import Stage

REMEDIES = (
    "被撤销奖项的组织或者个人对本决定不服的，可以自知道本决定之日起六十日内，依照《中华人民共和国行政复议法》申请行政复议；"
    "也可以自知道或者应当知道本决定之日起六个月内，依照《中华人民共和国行政诉讼法》向有管辖权的人民法院提起行政诉讼。"
)
"""A proposal for the remedies of a revocation (行政复议法 20，行政诉讼法 46); the office completes it."""


def next_slug(edition: EditionPage, stem: str) -> str:
    """The stem, or the stem with the next free number: `proposed-winners`, `proposed-winners-2`."""
    pattern = re.compile(rf"^{re.escape(stem)}(?:-(\d+))?$")
    taken = [
        int(match.group(1) or 1)
        for slug in edition.get_children().values_list("slug", flat=True)
        if (match := pattern.match(slug))
    ]
    return stem if not taken else f"{stem}-{max(taken) + 1}"


def slug_stem(stage: Stage | None, act: str) -> str:
    """What the address is made of: the stage's slug, and the act where it is not the stage itself."""
    parts = [stage.slug if stage else "", "" if act == NoticeAct.ORIGINAL else act]
    return "-".join(part for part in parts if part)


@transaction.atomic
def draft_notice(
    *,
    edition: EditionPage,
    by: Any,
    stage_key: str = "",
    act: str = NoticeAct.ORIGINAL,
    amends: Notice | None = None,
    **fields: Any,
) -> Notice:
    """Create a draft below an edition, never live, with its first revision by `by`.

    Raises ActionRefused for a stage the measure does not have or does not publish, and for an amendment of nothing.
    """
    regulation = edition.regulation
    if act in AMENDING_ACTS:
        if amends is None or amends.sealed is None:
            raise ActionRefused(_("请先选择要更正的、已经发布的公告。"))
        stage_key = amends.stage_key
    elif act not in EDITION_ACTS and stage_key not in {stage.key for stage in regulation.published_stages}:
        raise ActionRefused(_("本办法没有这个对外公告的环节。"))
    stage = regulation.stage(stage_key) if stage_key else None
    body = regulation.body(stage.publisher) if stage else None
    defaults = {
        "title": default_title(edition, stage, act),
        "publisher_body": body.key if body else "",
        "publisher_name": body.name if body else edition.scheme.organiser,
        "issuers": body.name if body else edition.scheme.organiser,
        "working_days": stage.period.working_days
        if stage and stage.period and act == NoticeAct.ORIGINAL
        else None,
        "remedies_text": REMEDIES
        if stage and stage.type == "revocation" and act == NoticeAct.ORIGINAL
        else "",
        "secret_count": amends.secret_count if amends and act == NoticeAct.CORRECTION else 0,
    }
    values = defaults | fields
    if act in EDITION_ACTS:
        act_for_whole(by, edition.scheme)
    else:
        act_as_body(by, edition.scheme, values["publisher_name"])
    notice = Notice(
        slug=next_slug(edition, slug_stem(stage, act)),
        act=act,
        stage_key=stage_key,
        amends=amends,
        live=False,
        owner=by,
        **values,
    )
    edition.add_child(instance=notice)
    notice.save_revision(user=by)
    return notice


def default_title(edition: EditionPage, stage: Stage | None, act: str) -> str:
    """A title in the measure's own words, to be changed by the editor."""
    name = f"{edition.scheme.title}（{edition.title}）{stage.name if stage else ''}"
    return name if act == NoticeAct.ORIGINAL else f"关于{name}的{NoticeAct(act).label}公告"
