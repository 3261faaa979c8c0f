"""Four eyes: exactly this content has been approved, by enough people, none of whom wrote any of it."""

from collections.abc import Iterator

from cms.regulation.rules.proceedings import ClearanceFacts
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _


def by_author(facts: ClearanceFacts) -> Iterator[Finding]:
    """Nobody approves what they wrote, however small their part."""
    if facts.authors.intersection(facts.approvers):
        yield Finding(_("编辑过本稿的人不能审核本稿。请由另一人审核。"), subject="approvers")


def missing(facts: ClearanceFacts) -> Iterator[Finding]:
    """As many different people as the scheme asks for have approved this content."""
    count = len(set(facts.approvers) - facts.authors)
    if count < max(1, facts.needed):
        yield Finding(
            _("本稿需要%(needed)d人审核，现有%(count)d人审核通过当前内容。请提交审核；修改后须重新审核。"),
            {"needed": max(1, facts.needed), "count": count},
            subject="approvers",
        )
