"""Published notices and the rows of their lists, from the same view of the seal that their pages show."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from cms.models import Seal, Withholding
from cms.pages.award import AwardMark
from cms.pages.notice import EntryRow, NoticePage, entry_groups
from cms.published import PublishedAct, PublishedAward, PublishedFile, PublishedNotice
from cms.selectors.notice_page import notice_page
from cms.selectors.windows import WindowReader
from cms.windows import BEIJING
from search.api import shapes_notices as shapes
from search.api.asking import PAGING, Asked, One, Rows, cursor_of, instant, not_found, whole_number
from search.api.measures import SCHEME
from search.api.parameters import Kind, Parameter
from search.api.values import ROOT as API
from search.api.values import Withheld, absolute, links, withheld
from search.api.windows import ENTRY_KEY, NOTICE_ID, window

ID = Parameter("id", "公告的永久编号。", "datong.2026.publicity", pattern=NOTICE_ID, longest=200)
KEY = Parameter(
    "key", "名单一行的标识。", "5f0c2d6e-8a11-4c3e-9b1e-2d7f3a6c0b54", pattern=ENTRY_KEY, longest=36
)
EDITION = Parameter("edition", "届次在网址中的名称。", "2026", pattern="[A-Za-z0-9_-]+", longest=80)
STAGE_TYPE = Parameter(
    "stage_type",
    "环节的类型，如 publicity（公示）、decision（决定）。",
    "publicity",
    pattern="[a-z_]+",
    longest=20,
)
SINCE = Parameter("published_since", "只要这一天（北京时间）及以后发布的。", "2026-01-01", Kind.DAY)
PARAMETERS = (SCHEME, EDITION, STAGE_TYPE, SINCE, *PAGING)
OF_ENTRIES = PAGING
BEFORE_ALL = dt.date(1900, 1, 1)


def notice_list(asked: Asked) -> Rows:
    """Published notices, newest first."""
    found = Seal.objects.defer("body").order_by("-published_at", "-pk")
    if asked.text("scheme"):
        found = found.filter(public_id__startswith=f"{asked.text('scheme')}.")
    if asked.text("edition"):
        found = found.filter(edition__slug=asked.text("edition"))
    if asked.text("stage_type"):
        found = found.filter(stage_type=asked.text("stage_type"))
    if since := asked.values.get("published_since"):
        # In Beijing the first day of all begins before time does.
        day = max(since, BEFORE_ALL)
        found = found.filter(published_at__gte=dt.datetime.combine(day, dt.time(), tzinfo=BEIJING))
    total = found.count()
    if after := asked.after(parts=2):
        at, key = instant(after[0]), whole_number(after[1])
        found = found.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=key))
    read = list(found[: asked.limit + 1])
    listed = read[: asked.limit]
    titles = visible_titles(listed)
    items = [shapes.Notice.model_validate(brief(seal, titles.get(seal.pk))) for seal in listed]
    more = len(read) > asked.limit
    return Rows(items, cursor_of(listed[-1].published_at.isoformat(), listed[-1].pk) if more else "", total)


def visible_titles(seals: Iterable[Seal]) -> dict[int, str]:
    """Titles by the seal's key; a withheld one is missing. One query."""
    listed = list(seals)
    hidden = Withholding.objects.filter(seal__in=[seal.pk for seal in listed], leaf_type="title")
    keys = set(hidden.exclude(outcome=Withholding.Outcome.REVERSED).values_list("seal_id", flat=True))
    return {seal.pk: seal.head["title"] for seal in listed if seal.pk not in keys}


def brief(seal: Seal, title: str | None) -> dict[str, object]:
    """What a list says of a notice."""
    head = seal.head
    return {
        "id": seal.public_id,
        "title": title,
        "scheme": head["scheme_code"],
        "award_name": head["scheme_name"],
        "city": head["city"],
        "edition": head["edition_name"],
        "stage": head["stage_name"],
        "stage_type": seal.stage_type,
        "act": seal.act,
        "publisher": head["publisher"],
        "doc_no": head["doc_no"],
        "published_at": seal.published_at,
        "entry_count": head["entry_count"],
        "digest": seal.digest,
        "links": links(f"notices/{seal.public_id}/", head["path"], (), head["path"]),
    }


def page_of(public_id: str, now: dt.datetime) -> tuple[Seal, NoticePage]:
    """A notice as its page shows it. Raises ProblemError for one that was never published."""
    seal = Seal.objects.select_related("measure", "amends").filter(public_id=public_id).first()
    if seal is None:
        raise not_found()
    return seal, notice_page(seal, now)


def notice_item(asked: Asked) -> One:
    """One notice in full, without the rows of its list. Raises ProblemError."""
    seal, page = page_of(asked.text("id"), asked.now)
    change = page.window.state.next_change if page.window else None
    return One(detail(seal, page, asked.now), (change,) if change else ())


def detail(seal: Seal, page: NoticePage, now: dt.datetime) -> shapes.NoticeDetail:
    """A notice in full."""
    notice = page.notice
    stored = next((each for each in seal.windows.all() if not each.entry_key), None)
    api = f"notices/{seal.public_id}/"
    hidden = _title_hidden(seal)
    return shapes.NoticeDetail.model_validate(
        brief(seal, None if hidden else notice.title)
        | {
            "stage_key": notice.stage_key,
            "title_withheld": hidden,
            **_disclosure(notice),
            "issuers": list(notice.issuers),
            "third_party": notice.third_party,
            "media": notice.media,
            "scope": notice.scope,
            "measure": absolute(f"{API}measures/{notice.scheme_code}.v{notice.measure_version}/"),
            "measure_sha256": notice.measure_sha256,
            "texts": [
                shapes.Paragraphs(
                    key=each.key,
                    paragraphs=None if each.withheld else list(each.paragraphs),
                    withheld=withheld(each.withheld),
                )
                for each in notice.texts
            ],
            "basis": [
                shapes.Article(ref=each.ref, label=each.label, text=each.text) for each in notice.basis
            ],
            "channels": [
                shapes.Channel(
                    kind=each.kind, label=each.kind_label, value=each.value, hours=each.hours, note=each.note
                )
                for each in notice.channels
            ],
            "objection_handler": notice.objection_handler,
            "secret_count": notice.secret_count,
            "files": [_file(each) for each in notice.files],
            "awards": [_named(each) for each in notice.awards],
            "acts": [_act(each) for each in notice.acts],
            "window": window(stored, seal, WindowReader(now), with_days=True) if stored else None,
            "entries": absolute(f"{API}{api}entries/"),
            "corrects": absolute(page.correction_of.path) if page.correction_of else None,
            "prev_digest": notice.prev_digest,
        }
    )


def _title_hidden(seal: Seal) -> Withheld | None:
    """Why the title is withheld; it waits for review or is erased already."""
    found = seal.withholdings.filter(leaf_type="title").exclude(outcome=Withholding.Outcome.REVERSED).first()
    if found is None:
        return None
    return Withheld(ground=found.ground, at=found.hidden_at, confirmed=bool(found.outcome))


def _disclosure(notice: PublishedNotice) -> dict[str, object]:
    told = notice.disclosure
    return {
        "index_no": told.index_no,
        "issuing_body": told.issuing_body,
        "signed_on": told.signed_date,
        "disclosure_mode": told.disclosure_mode,
        "subject_class": told.subject_class,
    }


def _file(file: PublishedFile) -> shapes.File:
    hidden = file.withheld
    return shapes.File(
        name=file.name,
        title=file.title,
        size=None if hidden else file.size,
        media_type=file.media_type,
        sha256=file.sha256,
        url=None if hidden else absolute(f"/files/{file.sha256}/{file.name}"),
        withheld=withheld(hidden),
    )


def _named(award: PublishedAward) -> shapes.NamedAward:
    return shapes.NamedAward(
        no=award.no,
        award=award.record,
        reinstated=award.reinstated,
        edition=award.edition_name,
        tier=award.tier_name,
        kind=award.kind,
        name=award.name,
        uscc=award.uscc,
        joint_names=list(award.joint_names),
        unit=award.unit,
        post=award.post,
        certificate_no=award.certificate_no,
        finding=award.finding,
        ground=award.ground_text,
        articles=list(award.articles),
        decided_on=award.decided_on,
        barred_through_edition=award.barred_through_edition,
        barred_until=award.barred_until,
        withheld=withheld(award.withheld),
    )


def _act(act: PublishedAct) -> shapes.Act:
    return shapes.Act(
        seq=act.seq,
        kind=act.kind,
        label=act.kind_label,
        at=act.at,
        entry=act.entry_key,
        reason=act.reason,
        article=act.article,
        notice=absolute(act.address) if act.address.startswith("/") else act.address or None,
        before=act.before,
        after=act.after,
    )


def entry_list(asked: Asked) -> Rows:
    """The rows of a notice's list, in their order. Raises ProblemError."""
    seal, page = page_of(asked.text("id"), asked.now)
    rows = entries(seal, page)
    start = whole_number(after[0]) if (after := asked.after()) else 0
    end = start + asked.limit
    return Rows(rows[start:end], cursor_of(end) if end < len(rows) else "", len(rows))


def entry_item(asked: Asked) -> One:
    """The row that stands under a key: where a correction rewrote it, as that reads. Raises ProblemError."""
    seal, page = page_of(asked.text("id"), asked.now)
    found = [row for row in entries(seal, page) if row.key == asked.text("key")]
    if not found:
        raise not_found()
    return One(next((row for row in found if row.standing == "listed"), found[-1]))


def entries(seal: Seal, page: NoticePage) -> list[shapes.Entry]:
    """Every row of a notice's list as its page shows it, those that corrections brought or replaced included."""
    groups = entry_groups(page.notice, page.entry_windows)
    rows = [row for group in groups for row in group.rows]
    rows.sort(key=lambda row: (row.entry.no, row.entry.revised_by))
    return [_entry(seal, row, page.award_marks.get(row.entry.key)) for row in rows]


def _entry(seal: Seal, row: EntryRow, mark: AwardMark | None) -> shapes.Entry:
    entry, standing = row.entry, "listed"
    if row.struck:
        standing = "replaced" if row.struck.kind == "changed" else "struck"
    return shapes.Entry(
        key=entry.key,
        no=entry.no,
        kind=entry.kind or None,  # type: ignore[arg-type]  # checked when it is made
        tier=entry.tier_name,
        name=entry.name,
        joint_names=list(entry.joint_names),
        uscc=entry.uscc,
        post=entry.post,
        unit=entry.unit,
        region=entry.district,
        recommender=entry.recommender,
        industry=entry.industry,
        certificate_no=entry.certificate_no,
        standing=standing,  # type: ignore[arg-type]
        revised_by=absolute(entry.revised_by) if entry.revised_by else None,
        award_status=mark.kind if mark else None,  # type: ignore[arg-type]
        acts=[_act(each) for each in row.acts],
        withheld=withheld(entry.withheld),
        links=links(
            f"notices/{seal.public_id}/entries/{entry.key}/",
            seal.head["path"],
            (seal.head["path"], entry.revised_by, mark.path if mark else ""),
            seal.head["path"],
        ),
    )
