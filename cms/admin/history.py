"""Records from before the portal as the office looks at them: what follows when a batch is confirmed, and who may confirm."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cms import permissions
from cms.admin.consequences import bar_words
from cms.models import HistoryBatch, HistoryEntry, SchemePage
from cms.regulation.rules.consequences import award_terms, find_ground, revocation_consequences
from cms.regulation.schema import Regulation
from cms.roles import CONFIRM_HISTORY
from cms.selectors.register import Columns, latest_edition

TELLING = 12
"""Names of those who may confirm that are told at most."""


@dataclass(frozen=True)
class OlderLine:
    """One row of a batch, with what follows from it in sentences."""

    entry: HistoryEntry
    tier_name: str
    ground_text: str
    follows: tuple[str, ...]


def older_lines(
    batch: HistoryBatch, entries: Iterable[HistoryEntry], regulation: Regulation
) -> list[OlderLine]:
    """Rows of a batch with what follows from them under the scheme's present measure."""
    tiers = {tier.key: tier.name for tier in regulation.award.tiers}
    found = []
    for entry in entries:
        ground = find_ground(regulation, entry.revocation_ground) if entry.revocation_ground else None
        found.append(
            OlderLine(
                entry=entry,
                tier_name=tiers.get(entry.tier, entry.tier),
                ground_text=ground.ground.text if ground is not None else "",
                follows=_follows(batch.scheme, entry, regulation),
            )
        )
    return found


def _follows(scheme: SchemePage, entry: HistoryEntry, regulation: Regulation) -> tuple[str, ...]:
    ground = find_ground(regulation, entry.revocation_ground) if entry.revocation_ground else None
    if ground is not None and entry.revoked_on is not None:
        number, began = latest_edition(scheme, entry.revoked_on, at_least=entry.edition_number)
        result = revocation_consequences(
            ground, revoked_on=entry.revoked_on, latest_edition=number, latest_edition_began=began
        )
        if result.barred_through_edition is not None:
            return (_("已撤销，第%(n)d届（含）之前不得申报") % {"n": result.barred_through_edition},)
        if result.barred_until is not None:
            return (_("已撤销，%(day)s（含）之前不得申报") % {"day": result.barred_until.isoformat()},)
        return (_("已撤销，办法没有规定不得申报的期限"),)
    found = [bar_words(regulation, scheme, _columns(entry), entry.edition_number)]
    terms = award_terms(regulation, tier=entry.tier, kind=entry.kind, awarded_on=entry.awarded_on)
    if terms.valid_through is not None:
        found.append(_("有效期至%(day)s") % {"day": terms.valid_through.isoformat()})
    return tuple(found)


def _columns(entry: HistoryEntry) -> Columns:
    return Columns(
        tier=entry.tier,
        tier_name="",
        kind=entry.kind,
        name=entry.name,
        uscc=entry.uscc,
        joint_names=tuple(entry.joint_names),
        post=entry.post,
        unit=entry.unit,
        district=entry.district,
        industry=entry.industry,
        certificate_no=entry.certificate_no,
    )


def confirmers(scheme: SchemePage, besides: Any) -> list[str]:
    """Names of those who may confirm what this person entered in the scheme; administrators are not counted among them."""
    codename = CONFIRM_HISTORY.partition(".")[2]
    users = get_user_model().objects.filter(
        is_active=True, is_superuser=False, groups__permissions__codename=codename
    )
    others = users.exclude(pk=besides.pk).distinct().order_by("username")
    able = (
        user
        for user in others
        if not permissions.refusal_without(user, CONFIRM_HISTORY, scheme)
        and not permissions.refusal_for_whole(user, scheme)
    )
    return list(dict.fromkeys(user.get_full_name() or user.get_username() for user in able))[:TELLING]
