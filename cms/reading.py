"""From a sealed body to what the public reads. The one reader of format 1; a body keeps its reader for ever.

`withheld` maps leaf numbers to a pending withholding: such a leaf is hidden although its value is still in the body.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cms.award_reading import read_awards
from cms.models import ChannelKind, EntryKind, NoticeAct, SealAct
from cms.published import (
    AnnouncedWindow,
    Basis,
    CountedDayView,
    Disclosure,
    PublicChannel,
    PublishedAct,
    PublishedEntry,
    PublishedFile,
    PublishedNotice,
    SealedVerdict,
    TextBlock,
    TierCount,
    Withheld,
)
from cms.seals import FORMAT, Body

Places = dict[str, list[tuple[int, Mapping[str, Any]]]]
"""Leaves by type, each with its number; an erased one holds only its place."""

KIND_LABELS = {**dict(EntryKind.choices), "total": _("组织和个人合计")}


TITLE_WITHHELD = "（标题依法隐去）"


def head_of(body: Body) -> dict[str, Any]:
    """What lists and feeds show of a body, as JSON-safe values; a withheld title is not in it."""
    of = _places(body)
    context, header, disclosure = of["context"][0][1], of["header"][0][1], of["disclosure"][0][1]
    channels = [value for _i, value in of.get("channel", ()) if value["purpose"] == "objection"]
    phone = next((channel for channel in channels if channel["kind"] == "phone"), {})
    return {
        "title": of["title"][0][1].get("value", TITLE_WITHHELD),
        "path": context["path"],
        "scheme_code": context["scheme"]["code"],
        "scheme_name": context["scheme"]["name"],
        "city": context["scheme"]["city"],
        "edition_name": context["edition"]["name"],
        "stage_name": context["stage_name"],
        "handler": context["objection_handler"],
        "publisher": header["publisher"],
        "doc_no": disclosure["doc_no"],
        "entry_count": len(of.get("entry", ()))
        or len(of.get("revoked", ()))
        or len(of.get("reinstated", ())),
        "secret_count": header["secret_count"],
        "phone": phone.get("value", ""),
        "phone_hours": phone.get("hours", ""),
        "overridden": any(row["reason"] for row in of["verdicts"][0][1]["rows"]),
        "files": [
            {
                "leaf": index,
                "sha256": value["sha256"],
                "name": value["name"],
                "media_type": value["media_type"],
            }
            for index, value in of.get("file", ())
            if "sha256" in value
        ],
    }


def act_label(act: str) -> str:
    """What an act is called in a list, in the reader's language; empty for the notice of a stage itself."""
    return "" if act == NoticeAct.ORIGINAL else str(NoticeAct(act).label)


def _places(body: Body) -> Places:
    of: Places = {}
    for index, leaf in enumerate(body.leaves):
        place = leaf.value if leaf.value is not None else leaf.withheld or {}
        of.setdefault(place["t"], []).append((index, place))
    return of


def read_notice(
    body: Body, *, acts: Iterable[SealAct] = (), withheld: Mapping[int, Withheld] | None = None
) -> PublishedNotice:
    """The public view of a body and of what was appended to it. Equal input gives equal output."""
    hidden = dict(withheld or {})
    of = _places(body)
    for index, leaf in enumerate(body.leaves):
        if leaf.withheld:
            hidden[index] = Withheld(leaf.withheld["ground"], _instant(leaf.withheld["at"]), confirmed=True)
    context, header = of["context"][0][1], of["header"][0][1]
    disclosure = of["disclosure"][0][1]
    published_at = _instant(of["publication"][0][1]["published_at"]) if of.get("publication") else None
    title_index, title = of["title"][0]
    measure = context["measure"]
    return PublishedNotice(
        v=FORMAT,
        public_id=context["public_id"],
        address=context["address"],
        path=context["path"],
        digest=body.root,
        scheme_code=context["scheme"]["code"],
        scheme_name=context["scheme"]["name"],
        city=context["scheme"]["city"],
        edition_slug=context["edition"]["slug"],
        edition_name=context["edition"]["name"],
        stage_key=header["stage_key"],
        stage_type=header["stage_type"],
        stage_name=context["stage_name"],
        act=header["act"],
        act_label=str(NoticeAct(header["act"]).label),
        title=_(TITLE_WITHHELD) if title_index in hidden else title["value"],
        publisher=header["publisher"],
        issuers=tuple(header["issuers"]),
        third_party=header["third_party"],
        media=header["media"],
        scope=context["scope"],
        measure_title=measure["title"],
        measure_doc_no=measure["doc_no"],
        measure_version=measure["version"],
        measure_sha256=measure["sha256"],
        disclosure=Disclosure(
            index_no=disclosure["index_no"],
            issuing_body=disclosure["issuing_body"],
            doc_no=disclosure["doc_no"],
            signed_date=_day(disclosure["signed_date"]),
            published_at=published_at,
            validity=_("有效"),
            disclosure_mode=disclosure["disclosure_mode"],
            subject_class=disclosure["subject_class"],
        ),
        basis=tuple(Basis(v["ref"], v["anchor"], v["label"], v["text"]) for _i, v in of.get("basis", ())),
        texts=_texts(of, hidden),
        channels=tuple(
            _channel(value) for _i, value in of.get("channel", ()) if value["purpose"] == "objection"
        ),
        objection_handler=context["objection_handler"],
        window=_window(of["window"][0][1]) if of.get("window") else None,
        entries=_entries(of, hidden),
        secret_count=header["secret_count"],
        tier_counts=tuple(_count(row) for row in of["counts"][0][1]["rows"]),
        awards=read_awards(of, hidden),
        files=_files(of, hidden),
        verdicts=tuple(_verdict(row) for row in of["verdicts"][0][1]["rows"]),
        prev_digest=header["prev"].get("digest", ""),
        prev_path=header["prev"].get("path", ""),
        acts=tuple(_act(act) for act in acts),
    )


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _texts(of: Places, hidden: Mapping[int, Withheld]) -> tuple[TextBlock, ...]:
    blocks = [
        TextBlock(
            index, value["key"], () if index in hidden else tuple(value["paragraphs"]), hidden.get(index)
        )
        for kind in ("text", "process")
        for index, value in of.get(kind, ())
    ]
    return tuple(blocks)


def _channel(value: Mapping[str, Any]) -> PublicChannel:
    label = str(ChannelKind(value["kind"]).label)
    return PublicChannel(value["kind"], label, value["value"], value["hours"], value["note"])


def _window(value: Mapping[str, Any]) -> AnnouncedWindow:
    derivation = value["derivation"]
    days = tuple(
        CountedDayView(
            dt.date.fromisoformat(d["day"]), d["kind"], d["name"], d["number"] or None, d["source"]
        )
        for d in derivation.get("days", ())
    )
    return AnnouncedWindow(
        needed=value["needed"],
        exact=value["exact"],
        stated=value["stated"],
        policy=derivation.get("policy", ""),
        calendar_version=derivation.get("calendar_version", ""),
        first_day=_day(derivation.get("first_day")),
        last_day=_day(derivation.get("last_day")),
        expected_last_day=_day(derivation.get("expected_last_day")),
        provisional=bool(derivation.get("provisional")),
        days=days,
    )


def _entries(of: Places, hidden: Mapping[int, Withheld]) -> tuple[PublishedEntry, ...]:
    """Entries in order; a withheld one keeps its key and number and shows nothing else."""
    return tuple(
        _blank_entry(index, value, hidden[index])
        if index in hidden
        else PublishedEntry(
            leaf=index,
            key=value["key"],
            no=value["no"],
            kind=value["kind"],
            kind_label=str(KIND_LABELS[value["kind"]]),
            tier=value["tier"],
            tier_name=value["tier_name"],
            name=value["name"],
            uscc=value["uscc"],
            joint_names=tuple(value["joint_names"]),
            post=value["post"],
            unit=value["unit"],
            district=value["district"],
            recommender=value["recommender"],
            industry=value["industry"],
            certificate_no=value.get("certificate_no", ""),
        )
        for index, value in of.get("entry", ())
    )


def _blank_entry(index: int, place: Mapping[str, Any], withheld: Withheld) -> PublishedEntry:
    return PublishedEntry(
        leaf=index,
        key=place["key"],
        no=place["no"],
        kind="",
        kind_label="",
        tier="",
        tier_name="",
        name="",
        uscc="",
        joint_names=(),
        post="",
        unit="",
        district="",
        recommender="",
        industry="",
        withheld=withheld,
    )


def _count(row: Mapping[str, Any]) -> TierCount:
    cap = row["cap"] if row["cap"] >= 0 else None
    return TierCount(
        row["tier"],
        row["tier_name"],
        row["kind"],
        str(KIND_LABELS[row["kind"]]),
        row["count"],
        cap,
        tuple(row["articles"]),
    )


def _files(of: Places, hidden: Mapping[int, Withheld]) -> tuple[PublishedFile, ...]:
    return tuple(
        PublishedFile(index, "", "", 0, "", "", hidden[index])
        if index in hidden
        else PublishedFile(
            index, value["name"], value["title"], value["size"], value["media_type"], value["sha256"]
        )
        for index, value in of.get("file", ())
    )


def _verdict(row: Mapping[str, Any]) -> SealedVerdict:
    return SealedVerdict(
        row["rule"], row["level"], row["message"], tuple(row["articles"]), row["reason"], row["office"]
    )


def _act(act: SealAct) -> PublishedAct:
    body = json.loads(act.body)
    return PublishedAct(
        seq=act.seq,
        kind=act.kind,
        kind_label=str(act.get_kind_display()),
        at=act.at,
        entry_key=act.entry_key,
        reason=body.get("reason", ""),
        article=body.get("article", ""),
        address=body.get("path", ""),
        before=body.get("before", ""),
        after=body.get("after", ""),
    )
