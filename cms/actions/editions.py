"""Opening an edition under the measure in force."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.actions.reach import act_for_whole, need
from cms.models import EditionPage, Measure, SchemePage
from cms.regulation.rules import check_new_edition
from cms.regulation.rules.facts import ActFacts, EditionState, MeasureFacts
from cms.regulation.rules.proceedings import NewEditionFacts
from cms.regulation.rules.verdicts import Override, Verdict, blocking
from cms.roles import OVERRIDE
from cms.selectors.history import edition_started_on, edition_state

RESERVED_SLUGS = frozenset({"apply-check", "measure", "register"})
"""Addresses of the portal's own pages below a scheme; an edition there would never be seen."""


def new_edition_verdicts(
    scheme: SchemePage, measure: Measure, number: int, acts: Iterable[ActFacts] = ()
) -> tuple[Verdict, ...]:
    """What the rules say about opening this edition now."""
    last = EditionPage.objects.child_of(scheme).order_by("-number").first()
    now = clock.now()
    started = edition_started_on(last) if last else None
    facts = NewEditionFacts(
        number=number,
        year=clock.today().year,
        opens_on=clock.today(),
        measure=MeasureFacts(repealed_on=measure.repealed_on()),
        last_number=last.number if last else None,
        last_year=started.year if started else None,
        last_state=edition_state(last) if last else EditionState.RUNNING,
        last_decided=bool(last and last.seals.filter(stage_type="decision").exists()),
        acts=tuple(acts),
    )
    return tuple(check_new_edition(measure.regulation, facts, now))


@transaction.atomic
def open_edition(
    *,
    scheme: SchemePage,
    number: int,
    slug: str,
    title: str,
    by: Any,
    acts: Iterable[ActFacts] = (),
    overrides: Iterable[Override] = (),
) -> EditionPage:
    """Open an edition under the newest version of the scheme's measure. Raises ActionRefused with the standing reasons."""
    act_for_whole(by, scheme)
    measure = scheme.current_measure()
    if measure is None:
        raise ActionRefused(_("本奖项还没有载入办法，不能开设届次。"))
    if slug in RESERVED_SLUGS:
        raise ActionRefused(
            _("“%(slug)s”是本站自己页面的网址，届次请用年份或届次数作网址段。") % {"slug": slug}
        )
    overrides = tuple(overrides)
    if overrides:
        need(by, OVERRIDE, scheme)
    standing = blocking(new_edition_verdicts(scheme, measure, number, acts), overrides)
    if standing:
        raise ActionRefused(" ".join(verdict.render(_) for verdict in standing))
    edition = EditionPage(title=title, slug=slug, number=number, measure=measure)
    scheme.add_child(instance=edition)
    audit.record(edition, "gongshi.edition.open", by=by, number=number, measure=measure.version)
    return edition
