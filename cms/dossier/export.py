"""Putting an edition's file together: every section as data and as a readable page, one after the other, into the zip.

One notice and one version of a list are held in memory at a time; nothing grows with the number of them but their names.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import translation

from cms import filestore, verify_dossier
from cms.dossier import award_pages
from cms.dossier import edition_pages as pages
from cms.dossier.archive import Archive, Sealed
from cms.dossier.blocks import Block, Cover, moment, name, render
from cms.dossier.kept import folder_of
from cms.dossier.list_pages import list_blocks
from cms.dossier.measure_text import measure_text
from cms.dossier.notice_pages import notice_blocks
from cms.dossier.snapshot import one_state
from cms.models import EditionPage, EntryList, Notice
from cms.reading import read_notice
from cms.seals import parse_body
from cms.selectors import (
    dossier_awards,
    dossier_calendar,
    dossier_edition,
    dossier_files,
    dossier_lists,
    dossier_notices,
)
from cms.selectors.dossier_hidden import Hidden, hidden_content
from cms.selectors.dossier_people import People, instant
from cms.selectors.notice_page import public_body

COMMAND = "python3 verify_dossier.py ."
"""What the first page tells to run, in the folder it lies in."""

LANGUAGE = "zh-hans"
STYLES = Path(__file__).with_name("dossier.css")
VERIFIER = Path(verify_dossier.__file__)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Section:
    """A section as the first page lists it: where it stands and how much is in it."""

    title: str
    page: str
    data: str
    count: int


class Dossier:
    """The file of one edition in the making."""

    def __init__(self, edition: EditionPage, target: IO[bytes], as_of: dt.datetime, say: Progress) -> None:
        self.edition = edition
        self.as_of = as_of.replace(microsecond=0)
        self.cover = Cover(title_of(edition), instant(self.as_of))
        self.archive = Archive(target, folder=folder_of(edition), as_of=self.as_of)
        self.say = say
        self.hidden: Hidden = hidden_content()
        self.people = People()
        self.sections: list[Section] = []
        self.notices: list[dict[str, Any]] = []
        self.overrides: list[dict[str, Any]] = []
        self.withholdings: list[dict[str, Any]] = []

    def write(self) -> Sealed:
        """Write everything and close the archive."""
        with self.archive:
            self._write()
            return self.archive.close(self._facts(), self._first_page)

    def _write(self) -> None:
        self.archive.add("dossier.css", STYLES.read_bytes())
        self.archive.add(VERIFIER.name, VERIFIER.read_bytes(), runs=True)
        self._measure()
        listed = dossier_notices.notices_of(self.edition)
        for place, notice in enumerate(listed, start=1):
            self.say(f"公告 {place}/{len(listed)}：{notice.slug}")
            self._notice(notice)
        self._edition()
        versions = dossier_lists.lists_of(self.edition)
        for place, version in enumerate(versions, start=1):
            self.say(f"名单版本 {place}/{len(versions)}")
            self._list(version)
        self.say("日历、前置事项、获奖记录、附件、日志")
        self._calendar()
        self._rows(
            "前置事项", "records", dossier_edition.records_of(self.edition, self.people), pages.records_blocks
        )
        self._rows("说明理由后继续", "overrides", self.overrides, pages.overrides_blocks)
        self._rows("依法隐去", "withholdings", self.withholdings, pages.withholdings_blocks)
        awards = dossier_awards.awards_of(self.edition, self.hidden, self.people)
        self._rows("获奖记录", "awards", awards, award_pages.awards_blocks)
        follow_ups = dossier_awards.follow_ups_of(self.edition, self.hidden, self.people)
        self._rows("获奖后监督（内部记录）", "internal/follow-ups", follow_ups, award_pages.follow_ups_blocks)
        self._files()
        log = list(dossier_edition.log_of(self.edition, self.hidden, self.people))
        self._rows("系统日志", "log", log, pages.log_blocks)
        # Last, for only now is everybody named.
        self._rows("办理人", "people", list(self.people.named()), pages.people_blocks)

    def _facts(self) -> dict[str, Any]:
        return {
            "v": 1,
            "title": self.cover.title,
            "scheme": self.edition.scheme.slug,
            "edition": self.edition.slug,
            "as_of": self.cover.as_of,
        }

    def _page(self, place: str, title: str, blocks: Iterable[Block], data: str = "") -> None:
        self.archive.add(place, render(self.cover, place, title, blocks, data=data))

    def _rows(
        self,
        title: str,
        stem: str,
        rows: list[dict[str, Any]],
        blocks: Callable[[Iterable[Mapping[str, Any]]], list[Block]],
    ) -> None:
        """A section that is one table: its data, its page, its line on the first page."""
        data = f"{stem}.json"
        self.archive.add_json(data, rows)
        self._page(f"{stem}.html", title, blocks(rows), data.rpartition("/")[2])
        self.sections.append(Section(title, f"{stem}.html", data, len(rows)))

    def _measure(self) -> None:
        measure = self.edition.measure
        file = dossier_edition.measure_file(measure, self.people)
        self.archive.add("measure/measure.toml", measure.source.encode())
        self.archive.add_json("measure/measure.json", file)
        context = {
            "cover": self.cover,
            "as_of": moment(self.cover.as_of),
            "title": file["title"],
            "root": "../",
            "data": "measure.json",
            "inside": True,
            "file": file,
            "made_at": moment(file["made_at"]),
            "made_by": name(file["made_by"]),
            "shown": measure_text(measure),
        }
        self.archive.add("measure/index.html", render_to_string("cms/dossier/measure.html", context).encode())
        self.sections.append(Section("依据的办法", "measure/index.html", "measure/measure.json", 1))

    def _notice(self, notice: Notice) -> None:
        file = dossier_notices.notice_file(notice, self.hidden, self.people)
        shown, acts = None, []
        if notice.sealed is not None:
            body = public_body(notice.sealed)
            self.archive.add(f"seals/{notice.slug}.json", body.encode())
            acts = dossier_notices.acts_of(notice.sealed, self.people)
            self.archive.add_json(f"seals/{notice.slug}.acts.json", acts)
            shown = read_notice(parse_body(body))
            self._collect(file, dossier_notices.sealed_overrides(body))
        self.archive.add_json(f"notices/{notice.slug}.json", file)
        blocks = notice_blocks(file, shown, acts)
        self._page(f"notices/{notice.slug}.html", file["title"], blocks, f"{notice.slug}.json")
        self.notices.append(_line(file))

    def _collect(self, file: Mapping[str, Any], overrides: list[dict[str, Any]]) -> None:
        """What the sections on overrides and withholdings say of all notices together."""
        place = {"notice": file["slug"], "title": file["title"]}
        self.overrides += [{**place, "when": "publication", **row} for row in overrides]
        concluded = file["conclusion"]["overrides"] if file["conclusion"] else ()
        self.overrides += [{**place, "when": "conclusion", "articles": [], **row} for row in concluded]
        self.withholdings += [{**place, **row} for row in file["withholdings"]]

    def _edition(self) -> None:
        scheme = self.edition.scheme
        file = {
            "scheme": scheme.title,
            "edition": self.edition.title,
            "number": self.edition.number,
            "organiser": scheme.organiser,
            "measure": str(self.edition.measure),
            "notices": self.notices,
            "events": dossier_edition.events_of(self.edition),
        }
        self.archive.add_json("edition.json", file)
        self._page("edition.html", "公告和结果", pages.edition_blocks(file), "edition.json")
        self.sections.append(Section("公告和结果", "edition.html", "edition.json", len(self.notices)))

    def _list(self, version: EntryList) -> None:
        file = dossier_lists.list_file(version, self.hidden, self.people)
        self.archive.add_json(f"lists/{version.pk}.json", file)
        title = f"第{version.pk}号名单版本"
        self._page(f"lists/{version.pk}.html", title, list_blocks(file, self._names()), f"{version.pk}.json")
        section = Section(title, f"lists/{version.pk}.html", f"lists/{version.pk}.json", len(file["rows"]))
        self.sections.append(section)

    def _names(self) -> dict[str, str]:
        """Stages and tiers in the measure's words."""
        regulation = self.edition.regulation
        tiers = {tier.key: tier.name for tier in regulation.award.tiers}
        return tiers | {stage.key: stage.name for stage in regulation.stages}

    def _calendar(self) -> None:
        windows = dossier_calendar.windows_counted(self.edition)
        calendars = dossier_calendar.calendars_used(windows, self.edition.regulation.division_code)
        notices = dossier_calendar.holiday_notices(calendars, self.people)
        self.archive.add_json("calendar/windows.json", windows)
        self.archive.add_json("calendar/calendars.json", calendars)
        self.archive.add_json("calendar/holiday-notices.json", notices)
        blocks = pages.calendar_blocks(windows, calendars, notices)
        self._page("calendar/index.html", "公示期的推算", blocks, "windows.json")
        section = Section(
            "公示期的推算和所用日历", "calendar/index.html", "calendar/windows.json", len(windows)
        )
        self.sections.append(section)

    def _files(self) -> None:
        files = dossier_files.files_of(self.edition, self.hidden, self.people)
        for file in files:
            if file["path"]:
                with filestore.open_stream(file["sha256"]) as stream:
                    self.archive.add_stream(file["path"], stream)
        self._rows("附件", "files", files, pages.files_blocks)

    def _first_page(self, digest: str) -> str:
        lists = [each for each in self.sections if each.page.startswith("lists/")]
        others = [each for each in self.sections if each not in lists]
        context = {
            "cover": self.cover,
            "as_of": moment(self.cover.as_of),
            "title": f"{self.cover.title} 届次档案",
            "root": "",
            "digest": digest,
            "command": COMMAND,
            "blocks": pages.contents_blocks(others, lists, self.notices),
        }
        return render_to_string("cms/dossier/index.html", context)


def _line(file: Mapping[str, Any]) -> dict[str, Any]:
    """A notice as the lists of notices show it."""
    seal, done = file["seal"], file["conclusion"]
    return {
        "slug": file["slug"],
        "title": file["title"],
        "act_label": file["act_label"],
        "stage_key": file["stage_key"],
        "publisher": file["publisher"],
        "published_at": seal["published_at"] if seal else "",
        "digest": seal["digest"] if seal else "",
        "objections": file["objections"],
        "has_window": any(not window["entry_key"] for window in file["windows"]),
        "concluded_at": done["at"] if done else "",
        "concluded_by": name(done["by"]) if done else "",
        "outcome": done["outcome"] if done else "",
    }


def title_of(edition: EditionPage) -> str:
    """How the file calls the edition."""
    return f"{edition.scheme.title} {edition.title}"


def write_dossier(
    *, edition: EditionPage, target: IO[bytes], as_of: dt.datetime, say: Progress = lambda step: None
) -> Sealed:
    """Write the archive of an edition as it is now into `target`; `as_of` is the aware instant it will state.

    The same state and instant give the same bytes. `say` is told each step, in Chinese. Reads, never writes; whoever
    hands the archive on records that (`cms.actions.dossier`).
    """
    with translation.override(LANGUAGE), one_state():
        return Dossier(edition, target, as_of, say).write()
