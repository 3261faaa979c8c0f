"""Awards as the rules see them: those of earlier editions, and those that a revocation or a reinstatement names.

Plain frozen values; days are Beijing calendar days, keys are those of the measure's document.
"""

import datetime as dt
from dataclasses import dataclass

from cms.register import Status


@dataclass(frozen=True, kw_only=True)
class PastAward:
    """An award of an earlier edition of the same scheme, and what bars a new application.

    `barred_through_edition` (its last barred edition) and `barred_until` (its last barred day) come from a
    revocation; `articles` are those of the ban. `record` is the award's public id.
    """

    edition_number: int
    tier: str
    kind: str
    name: str
    uscc: str = ""
    unit: str = ""
    revoked: bool = False
    barred_through_edition: int | None = None
    barred_until: dt.date | None = None
    articles: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, kw_only=True)
class NamedAward:
    """An award that a revocation or a reinstatement names.

    `record` is its public id, `ground` the key `case.ground` of the measure, `finding` what was found, in public
    words. `known` false: the register has no such award, and the rest is empty. `by_amended` says that the amended
    announcement is the one that revoked it. `label` is how a sentence calls it: edition and number, never a name.
    """

    record: str
    ground: str = ""
    finding: str = ""
    known: bool = True
    label: str = ""
    kind: str = ""
    edition_number: int = 0
    before_portal: bool = False
    status: Status = Status.VALID
    by_amended: bool = False
