#!/usr/bin/env python3
"""核验届次档案：在档案文件夹中运行 python3 verify_dossier.py . [交付时告知的校验值]

Proves an edition's file offline, with nothing but Python 3.8 or newer: every file against the manifest, every sealed
notice by its Merkle root, the chain of what was appended to it, what was cleared, the counting of every window from the
table of days, award records against the decision, lists against what was sealed, the measure and the attachments.
One line a check, in Chinese. Exit 0: everything agrees; 1: something does not; 2: this is no such folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

MANIFEST, INDEX, SUMS = "manifest.json", "index.html", "SHA256SUMS"
LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in folders they show; everything else that is not listed is refused."""

ENTRY_COLUMNS = (
    "kind", "tier", "name", "uscc", "joint_names", "post", "unit", "district", "recommender", "industry",
    "certificate_no",
)  # fmt: skip
AWARD_COLUMNS = tuple(name for name in ENTRY_COLUMNS if name != "recommender")


class Mismatch(Exception):  # noqa: N818 - reads as the fact it states
    """Something is not what it says it is; the message says what, in Chinese."""


def demand(truth: bool, message: str) -> None:
    """Raise Mismatch unless it is so."""
    if not truth:
        raise Mismatch(message)


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) for ASCII keys and values without floats, which is all that is hashed here."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_hash(leaf: dict[str, Any]) -> bytes:
    """SHA-256 over 0x00, salt and canonical value; a withheld leaf keeps only this hash."""
    if "value" not in leaf:
        return bytes.fromhex(leaf["hash"])
    return hashlib.sha256(b"\x00" + bytes.fromhex(leaf["salt"]) + canonical(leaf["value"])).digest()


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash of RFC 9162, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merkle_root(hashes[:split]) + merkle_root(hashes[split:])).digest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hex; read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def plain(value: Any) -> Any:
    """A text as seals hold it: without outer white space, in composed form."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else value


class Dossier:
    """An unpacked file of an edition."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = self.read(MANIFEST)
        self.files: dict[str, dict[str, Any]] = self.manifest["files"]

    def read(self, name: str) -> Any:
        """A JSON file of the folder."""
        return json.loads((self.folder / name).read_bytes().decode("utf-8"))

    def notices(self) -> Iterator[dict[str, Any]]:
        """What is on file of every notice, in the order of the manifest."""
        for name in sorted(self.files):
            if name.startswith("notices/") and name.endswith(".json"):
                yield self.read(name)

    def sealed(self) -> Iterator[dict[str, Any]]:
        """The notices that were published."""
        return (notice for notice in self.notices() if notice["seal"])

    def body(self, slug: str) -> dict[str, Any]:
        """The sealed body of a notice."""
        body: dict[str, Any] = self.read(f"seals/{slug}.json")
        return body


def values(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The values of a body's leaves of one type that are still shown."""
    return [leaf["value"] for leaf in body["leaves"] if "value" in leaf and leaf["value"]["t"] == kind]


def check_files(dossier: Dossier) -> str:
    """Every listed file is there with its size and digest."""
    for name, listed in sorted(dossier.files.items()):
        path = dossier.folder / name
        demand(not Path(name).is_absolute() and ".." not in Path(name).parts, f"清单中的路径越出档案：{name}")
        demand(path.is_file(), f"缺少文件 {name}")
        demand(path.stat().st_size == listed["size"], f"文件大小不符：{name}")
        demand(file_digest(path) == listed["sha256"], f"文件内容不符：{name}")
    return f"清单所列 {len(dossier.files)} 个文件，大小和 SHA-256 全部一致"


def check_nothing_added(dossier: Dossier) -> str:
    """No file lies in the folder that the manifest does not know."""
    known = {*dossier.files, MANIFEST, INDEX, SUMS}
    for path in sorted(dossier.folder.rglob("*")):
        name = path.relative_to(dossier.folder).as_posix()
        if path.is_file() and path.name not in LEFT_BY_SYSTEMS:
            demand(name in known, f"清单以外的文件：{name}")
    return "文件夹中没有清单以外的文件"


def check_index(dossier: Dossier) -> str:
    """The first page is the one that was made with the manifest: it prints the manifest's digest in its place."""
    digest = file_digest(dossier.folder / MANIFEST)
    page = (dossier.folder / INDEX).read_bytes()
    demand(digest.encode() in page, "首页所印校验值不是清单的校验值")
    blank = page.replace(digest.encode(), b"0" * 64)
    demand(hashlib.sha256(blank).hexdigest() == dossier.manifest["index_sha256"], "首页 index.html 被改动")
    return "首页与清单相符"


def check_sums(dossier: Dossier) -> str:
    """The list for `sha256sum -c` says what the manifest says."""
    sums = {name: listed["sha256"] for name, listed in dossier.files.items()}
    sums.update({name: file_digest(dossier.folder / name) for name in (MANIFEST, INDEX)})
    text = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    demand((dossier.folder / SUMS).read_bytes() == text.encode(), "SHA256SUMS 与清单不符")
    return "SHA256SUMS 与清单相符"


def check_seals(dossier: Dossier) -> str:
    """Every sealed body gives its own root, which is the digest on file."""
    count = hidden = leaves = 0
    for notice in dossier.sealed():
        body = dossier.body(notice["slug"])
        root = merkle_root([leaf_hash(leaf) for leaf in body["leaves"]]).hex()
        demand(
            root == body["root"] == notice["seal"]["digest"],
            "公告 {} 的封存件与摘要不符".format(notice["slug"]),
        )
        count += 1
        leaves += len(body["leaves"])
        hidden += sum("value" not in leaf for leaf in body["leaves"])
    return f"{count} 份封存公告，共 {leaves} 项，其中依法隐去 {hidden} 项，摘要全部重新算出"


def check_acts(dossier: Dossier) -> str:
    """What was appended to a notice is chained to it, each act to the one before."""
    count = 0
    for notice in dossier.sealed():
        last = notice["seal"]["digest"]
        for place, act in enumerate(dossier.read("seals/{}.acts.json".format(notice["slug"])), start=1):
            where = "公告 {} 的第 {} 项后续事项".format(notice["slug"], place)
            demand(act["seq"] == place and act["prev_digest"] == last, f"{where}没有接在前一项之后")
            digest = hashlib.sha256(("{}\n{}".format(last, act["body"])).encode()).hexdigest()
            demand(digest == act["digest"], f"{where}的内容与摘要不符")
            demand(json.loads(act["body"])["kind"] == act["kind"], f"{where}的类别与内容不符")
            last = digest
            count += 1
    return f"{count} 项后续事项，逐项相接"


def check_clearances(dossier: Dossier) -> str:
    """What was approved is what was published: the root over every leaf but the last is the cleared digest."""
    count = 0
    for notice in dossier.sealed():
        leaves = dossier.body(notice["slug"])["leaves"]
        cleared = merkle_root([leaf_hash(leaf) for leaf in leaves[:-1]]).hex()
        approved = [each["digest"] for each in notice["clearances"] if each["published"]]
        demand(approved == [cleared], "公告 {} 发布的内容与批准的内容不符".format(notice["slug"]))
        said = leaves[-1]["value"]["cleared_digest"]
        demand(said == cleared, "公告 {} 封存件所记的批准摘要不符".format(notice["slug"]))
        count += 1
    return f"{count} 份公告，发布的内容就是批准的内容"


def check_measure(dossier: Dossier) -> str:
    """The measure's file is the one every seal names."""
    measure = dossier.read("measure/measure.json")
    demand(file_digest(dossier.folder / "measure/measure.toml") == measure["sha256"], "办法原文件与摘要不符")
    for notice in dossier.sealed():
        named = values(dossier.body(notice["slug"]), "context")[0]["measure"]["sha256"]
        demand(named == measure["sha256"], "公告 {} 依据的办法不是本档案所附的办法".format(notice["slug"]))
    return "《{}》第 {} 版原文件与各公告所记摘要一致".format(measure["title"], measure["version"])


def kind_of(day: dt.date, calendar: dict[str, Any]) -> str:
    """What a day is by the table of a calendar's years; as the portal's own calendar has it."""
    year = calendar["years"].get(str(day.year))
    if year is None:
        return "unknown"
    text = day.isoformat()
    if text in year["rest"]:
        return "rest"
    if text in year["local_rest"]:
        return "local_rest"
    if text in year["makeup"]:
        return "makeup"
    return "weekend" if day.weekday() >= 5 else "workday"


def recount(derivation: dict[str, Any], calendar: dict[str, Any] | None, where: str) -> None:
    """Count a window anew. Days of a year without an arrangement are estimates: there only the order is checked."""
    start, number, first = dt.date.fromisoformat(derivation["start"]), 0, None
    for place, said in enumerate(derivation["days"]):
        day = start + dt.timedelta(days=place)
        demand(said["day"] == day.isoformat(), f"{where}的日期不连续")
        kind = said["kind"] if calendar is None else kind_of(day, calendar)
        demand(said["kind"] == kind, "{}中 {} 的性质与日历不符".format(where, said["day"]))
        counts = kind in ("workday", "makeup") or (kind == "unknown" and bool(said["number"]))
        counts = counts and (day != start or derivation["policy"] == "include_start")
        number += counts
        demand(
            (said["number"] or 0) == (number if counts else 0),
            "{}中 {} 的计数不符".format(where, said["day"]),
        )
        first = first or (day.isoformat() if counts else None)
    unknown = any(said["kind"] == "unknown" for said in derivation["days"])
    last = derivation["days"][-1]["day"]
    demand(number == derivation["needed"], f"{where}的工作日数不符")
    demand(derivation["first_day"] == first, f"{where}的第一个计入日不符")
    demand(derivation["expected_last_day"] == last, f"{where}的截止日不符")
    demand(derivation["last_day"] == (None if unknown else last), f"{where}的截止日不符")
    demand(bool(derivation["provisional"]) == unknown, f"{where}是否暂定与日历不符")


def check_calendars(dossier: Dossier) -> str:
    """Holiday notices give their digests, calendars their versions, and every window is counted anew."""
    notices = dossier.read("calendar/holiday-notices.json")
    for notice in notices:
        digest = hashlib.sha256(canonical(notice["terms"])).hexdigest()
        demand(digest == notice["sha256"], "放假通知“{}”的内容与摘要不符".format(notice["terms"]["title"]))
    calendars = {each["version"]: each for each in dossier.read("calendar/calendars.json")}
    for version, calendar in calendars.items():
        if calendar["rebuilt"]:
            content = canonical([calendar["library"], calendar["notices"]])
            demand(hashlib.sha256(content).hexdigest()[:12] == version, f"日历版本 {version} 与其来源不符")
    windows = dossier.read("calendar/windows.json")
    for window in windows:
        where = "公告 {} 的公示期推算".format(window["notice"])
        calendar = calendars[window["derivation"]["calendar_version"]]
        recount(window["derivation"], calendar if calendar["rebuilt"] else None, where)
        if window["which"] == "announced":
            sealed = values(dossier.body(window["notice"]), "window")
            demand([each["derivation"] for each in sealed] == [window["derivation"]], f"{where}与封存件不符")
    told = f"{len(windows)} 个公示期按 {len(calendars)} 个日历版本重新推算，结果一致"
    loose = sum(not calendar["rebuilt"] for calendar in calendars.values())
    return told + (f"（{loose} 个版本未附全年日历，按推算表核对）" if loose else "")


def check_awards(dossier: Dossier) -> str:
    """Each award says what the decision's entry says, and every entry of a decision that has awards has one."""
    awards = dossier.read("awards.json")
    for notice in dossier.sealed():
        own = [award for award in awards if award["decision"] == notice["public_id"]]
        if not own:
            continue
        body = dossier.body(notice["slug"])
        entries = {entry["key"]: entry for entry in values(body, "entry")}
        for award in own:
            check_award(award, entries)
        if values(body, "header")[0]["act"] == "original":
            named = {key for key, entry in entries.items() if entry["name"] or entry["joint_names"]}
            without = named - {award["entry_key"] for award in own}
            demand(not without, "决定 {} 有 {} 个条目没有登记为获奖记录".format(notice["slug"], len(without)))
    known = {notice["public_id"] for notice in dossier.sealed()}
    demand(all(award["decision"] in known for award in awards), "有获奖记录找不到作出决定的公告")
    return f"{len(awards)} 条获奖记录与决定的名单一致"


def check_award(award: dict[str, Any], entries: dict[str, dict[str, Any]]) -> None:
    """One award against the sealed entry it was written for; one withheld by law has nothing left to compare."""
    where = "获奖记录 {}".format(award["public_id"])
    if award["withheld"]:
        return
    demand(award["entry_key"] in entries, f"{where}不在决定的名单中")
    entry = entries[award["entry_key"]]
    compare(entry, award, AWARD_COLUMNS, where)
    demand(entry["no"] == award["entry_no"], f"{where}的序号与决定不符")


def compare(entry: dict[str, Any], row: dict[str, Any], columns: Sequence[str], where: str) -> None:
    """The columns that both have are the same. An older seal may lack a column that came later."""
    for column in columns:
        if column in entry:
            demand(plain(row[column]) == plain(entry[column]), f"{where}的“{column}”与封存件不符")


def check_lists(dossier: Dossier) -> str:
    """Every sealed entry stands in the version of the list that was sealed, word for word."""
    count = 0
    for notice in dossier.sealed():
        entries = values(dossier.body(notice["slug"]), "entry")
        rows = {}
        if notice["seal"]["list"]:
            listed = dossier.read("lists/{}.json".format(notice["seal"]["list"]))
            rows = {row["key"]: row for row in listed["rows"]}
        for entry in entries:
            where = "公告 {} 第 {} 号条目".format(notice["slug"], entry["no"])
            demand(entry["key"] in rows, f"{where}不在所附名单版本中")
            if not rows[entry["key"]]["withheld"]:
                compare(entry, rows[entry["key"]], ENTRY_COLUMNS, where)
            count += 1
    return f"{count} 个封存条目与名单版本一致"


def check_attachments(dossier: Dossier) -> str:
    """Every attachment that a seal shows is there with the digest and size that were sealed."""
    count = 0
    stored = {each["sha256"]: each for each in dossier.read("files.json") if each["path"]}
    for notice in dossier.sealed():
        for sealed in values(dossier.body(notice["slug"]), "file"):
            where = "公告 {} 的附件“{}”".format(notice["slug"], sealed["name"])
            demand(sealed["sha256"] in stored, f"{where}不在档案中")
            path = dossier.folder / stored[sealed["sha256"]]["path"]
            demand(file_digest(path) == sealed["sha256"], f"{where}与封存的摘要不符")
            demand(path.stat().st_size == sealed["size"], f"{where}与封存的大小不符")
            count += 1
    return f"{count} 处附件与封存的摘要一致"


CHECKS: tuple[tuple[str, Callable[[Dossier], str]], ...] = (
    ("文件清单", check_files),
    ("多余文件", check_nothing_added),
    ("首页", check_index),
    ("校验和清单", check_sums),
    ("封存件", check_seals),
    ("后续事项", check_acts),
    ("批准", check_clearances),
    ("办法", check_measure),
    ("公示期推算", check_calendars),
    ("名单", check_lists),
    ("获奖记录", check_awards),
    ("附件", check_attachments),
)


def run(check: Callable[[Dossier], str], dossier: Dossier) -> tuple[bool, str]:
    """Whether a check holds, and what to say. A file that cannot be read is one that does not agree."""
    try:
        return True, check(dossier)
    except Mismatch as mismatch:
        return False, str(mismatch)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return False, f"文件缺失或者格式被改动（{type(error).__name__}：{error}）"


def main(arguments: Sequence[str]) -> int:
    """Run every check; returns the exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    try:
        dossier = Dossier(Path(arguments[0]))
        digest = file_digest(dossier.folder / MANIFEST)
        print("{}，截至 {}".format(dossier.manifest["title"], dossier.manifest["as_of"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"这里没有可以核验的届次档案：{error}")
        return 2
    failed = 0
    for name, check in CHECKS:
        good, told = run(check, dossier)
        failed += not good
        print("{}  {}：{}".format("通过" if good else "不符", name, told))
    print(f"档案校验值 {digest}")
    if len(arguments) == 2 and arguments[1].strip().lower() != digest:
        failed += 1
        print(f"不符  校验值：交付时告知的是 {arguments[1]}")
    print("核验通过：全部一致" if not failed else f"核验不通过：有 {failed} 项不符")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
