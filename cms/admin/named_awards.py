"""The awards a draft names, as the panels and the records page of the office show them."""

from dataclasses import dataclass

from cms.actions.revocations import label_of
from cms.models import EditionPage, Notice, NoticeAct
from cms.selectors.register import named_records

NAMING_ACTS = frozenset({NoticeAct.ORIGINAL, NoticeAct.REINSTATEMENT})


@dataclass(frozen=True)
class Named:
    """One award that a draft names: its public id, how a sentence calls it, and the ground chosen ("" for none)."""

    record: str
    label: str
    ground: str
    act: str


def names_awards(notice: Notice) -> bool:
    """Whether the notice takes awards away or gives them back."""
    return notice.stage_type == "revocation" and notice.act in NAMING_ACTS


def named_in(notice: Notice) -> list[Named]:
    """The awards of one draft in its order, those the register does not know included."""
    known = named_records(notice)
    return [
        Named(
            record=row.get("record", ""),
            label=label_of(known[row["record"]]) if row.get("record") in known else row.get("record", ""),
            ground=row.get("ground", ""),
            act=notice.act,
        )
        for row in notice.revocations
    ]


def named_in_drafts(edition: EditionPage, stage_key: str) -> list[Named]:
    """The awards that drafts of a stage name, each act once, in the order of the drafts."""
    waiting = Notice.objects.child_of(edition).filter(seal=None, stage_key=stage_key).order_by("path")
    found: dict[tuple[str, str], Named] = {}
    for notice in waiting:
        draft = notice.get_latest_revision_as_object()
        if names_awards(draft):
            found |= {(named.record, named.act): named for named in named_in(draft)}
    return list(found.values())
