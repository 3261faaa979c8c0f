"""Which fields a notice has by what it does: its stage's type and its act. One table; the form and the tests read it.

A field that does not belong must leave the form, not only the page: a panel that hides it would blank the stored value.
"""

from cms.models import AMENDING_ACTS, EDITION_ACTS, Notice, NoticeAct

DISCLOSURE = ("title", "publisher_body", "publisher_name", "publisher_reason", "issuers")
NUMBERS = ("index_no", "doc_no", "subject_class", "signed_date")
ENDING = ("closing", "scheduled_for")
ENTRUSTED = ("third_party_entrusted", "third_party", "media")
WINDOW = ("working_days", "starts_on", "policy_reason")

BY_TYPE: dict[str, tuple[str, ...]] = {
    "call": ("lead", *ENTRUSTED),
    "publicity": ("lead", "procedure_text", "objection_text", *WINDOW, "secret_count", *ENTRUSTED),
    "decision": ("lead", "procedure_text", "secret_count", "bonuses", "media"),
    "revocation": ("lead", "procedure_text", "remedies_text", "media"),
    "rectification": ("lead",),
    "internal": ("lead",),
}
"""Fields of a stage's own notice, beside those every notice has."""

BY_ACT: dict[str, tuple[str, ...]] = {
    NoticeAct.CORRECTION: ("lead", "reason", "secret_count", "media"),
    NoticeAct.EXTENSION: ("lead", "reason", "working_days"),
    NoticeAct.RESTART: ("lead", "reason", "working_days", "media"),
    NoticeAct.POSTPONEMENT: ("lead", "reason"),
    NoticeAct.RESUMPTION: ("lead", "reason"),
    NoticeAct.ENDING: ("lead", "reason"),
    NoticeAct.REINSTATEMENT: ("lead", "reason", "media"),
}
"""Fields of an act on a published notice or on an edition."""


def fields_for(act: str, stage_type: str) -> frozenset[str]:
    """The editable columns of a notice. `bonuses` stands for one amount a tier and kind."""
    own = BY_TYPE[stage_type] if act == NoticeAct.ORIGINAL else BY_ACT[act]
    return frozenset((*DISCLOSURE, *NUMBERS, *own, *ENDING))


def has_list(notice: Notice) -> bool:
    """Whether the notice itself names entries that a clerk types or loads."""
    if notice.act != NoticeAct.ORIGINAL:
        return False
    return bool(notice.stage and notice.stage.lists)


def corrects_list(notice: Notice) -> bool:
    """Whether the notice is a correction of a list that was published."""
    return notice.act == NoticeAct.CORRECTION and bool(notice.amends and notice.amends.sealed.entry_list_id)


def amends(notice: Notice) -> bool:
    """Whether the notice acts on one published notice."""
    return notice.act in AMENDING_ACTS


def acts_on_edition(notice: Notice) -> bool:
    """Whether the notice acts on a whole edition."""
    return notice.act in EDITION_ACTS
