"""One award of the register: what was won, what it is today, and everything that happened to it since.

Texts of the measure are data in Chinese; words of the portal are translated. A holder who is withheld leaves every field
about them empty: `withheld` says why.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cms.citing import Citations
from cms.pages.listing import ArticleLink
from cms.published import Withheld
from cms.register import Status

STATUS_WORDS = {
    Status.VALID: _("有效"),
    Status.EXPIRED: _("有效期满"),
    Status.REVOKED: _("已撤销"),
    Status.STRUCK: _("已移出决定"),
}
"""What an award is, as every page and download says it."""


@dataclass(frozen=True)
class AwardMark:
    """What became of an award, for a row that names it on any other page.

    `kind` is revoked, reinstated or struck; `on` the day of that decision; `path` the notice that says so, empty for one from
    before the portal; `record_path` the award's own page.
    """

    kind: str
    label: str
    on: dt.date
    path: str
    record_path: str


@dataclass(frozen=True)
class AwardRow:
    """One award in a list of awards. `mark` is set when it was revoked, reinstated or struck."""

    path: str
    scheme_code: str
    award_name: str
    holder: str
    joint: bool
    uscc: str
    post: str
    unit: str
    district: str
    industry: str
    certificate_no: str
    tier_name: str
    kind: str
    kind_label: str
    edition_number: int
    edition_name: str
    edition_path: str
    awarded_on: dt.date
    title_year: int
    doc_no: str
    valid_through: dt.date | None
    status: str
    status_label: str
    before_portal: bool
    mark: AwardMark | None = None
    withheld: Withheld | None = None

    @property
    def title(self) -> str:
        """What was won, in full; a tier that is called like the award itself is not said twice."""
        tier = "" if self.tier_name == self.award_name else self.tier_name
        return " ".join(part for part in (self.award_name, self.edition_name, tier) if part)


@dataclass(frozen=True)
class RuleLine:
    """One sentence that holds for the award, with the articles it rests on. `quoted`: the words are the measure's own."""

    text: str
    articles: tuple[ArticleLink, ...]
    quoted: bool = True


@dataclass(frozen=True)
class HistoryStep:
    """Something that happened to the award. `path` and `digest` are empty where no sealed notice says it."""

    kind: str
    label: str
    on: dt.date
    text: str = ""
    articles: tuple[ArticleLink, ...] = ()
    doc_no: str = ""
    title: str = ""
    path: str = ""
    digest: str = ""


@dataclass(frozen=True)
class RevocationBox:
    """The revocation in force: ground in the measure's words, what is recovered, until when no application is accepted.

    `barred_through_edition` and `barred_until` are None where the measure states no ban. `ban_years` only indicates how long
    the editions are by the measure's cycle. `ban_start_stated` is False where the measure does not say where the ban begins.
    """

    on: dt.date
    doc_no: str
    ground: str
    articles: tuple[ArticleLink, ...]
    recover: tuple[str, ...]
    recover_articles: tuple[ArticleLink, ...]
    ban_wording: str
    ban_counted: str
    ban_articles: tuple[ArticleLink, ...]
    barred_through_edition: int | None
    barred_until: dt.date | None
    ban_years: int | None
    ban_start_stated: bool
    title: str
    path: str


@dataclass(frozen=True)
class BeforePortal:
    """Where a record from before the portal comes from, and when two people entered and confirmed it."""

    source: str
    entered_on: dt.date
    confirmed_on: dt.date | None


@dataclass(frozen=True)
class AwardPage:
    """The page of one award. `next_change` is the instant at which its status changes by the clock alone.

    `bonus` is a whole sentence; `must_state` is what the measure wants beside the title, empty where it is silent.
    `linked_data` is JSON-LD that may stand in the page as it is. `holder_path` is the page of all the holder's awards, empty
    where there is none; `cite_path` the citation as a file.
    """

    row: AwardRow
    public_id: str
    city: str
    address: str
    now: dt.datetime
    measure_title: str
    measure_url: str
    decision_title: str
    decision_path: str
    bonus: str
    bonus_articles: tuple[ArticleLink, ...]
    bonus_rules: tuple[RuleLine, ...]
    validity_articles: tuple[ArticleLink, ...]
    must_state: str
    title_rules: tuple[RuleLine, ...]
    duties: tuple[RuleLine, ...]
    history: tuple[HistoryStep, ...]
    citations: Citations
    linked_data: str = ""
    holder_path: str = ""
    cite_path: str = ""
    revocation: RevocationBox | None = None
    reinstated: AwardMark | None = None
    before_portal: BeforePortal | None = None
    next_change: dt.datetime | None = None
