"""Whatever is changed in an archive is found: any byte by the manifest, any statement by the check that proves it."""

import functools
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms import verify_dossier
from tests.factories.dossiers import Archive, archive_of, verify, whole_edition

pytestmark = pytest.mark.django_db


@functools.cache
def archive() -> Archive:
    """One archive for the module: bytes, that stay when the edition is rolled back."""
    return archive_of(whole_edition("datong"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """It, unpacked."""
    return archive().unpack(tmp_path)


def failed(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The names of the checks that do not hold."""
    status = verify_dossier.main([str(folder)])
    lines = capsys.readouterr().out.splitlines()
    found = [line.split()[1].partition("：")[0] for line in lines if line.startswith("不符")]
    assert status == (1 if found else 0)
    return found


def test_any_byte_of_any_file_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    classes = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 0x01
            path.write_bytes(bytes(changed))
            assert verify_dossier.main([str(folder)]) != 0, (name, place)
        path.write_bytes(content)
        classes.add((name.split("/")[0] if "/" in name else "", path.suffix))
    capsys.readouterr()
    assert failed(folder, capsys) == []
    assert {
        ("seals", ".json"),
        ("notices", ".html"),
        ("notices", ".json"),
        ("lists", ".json"),
        ("files", ".pdf"),
        ("measure", ".toml"),
        ("calendar", ".json"),
        ("internal", ".json"),
        ("", ".css"),
        ("", ".py"),
        ("", ".html"),
        ("", ""),
    } <= classes


def test_a_missing_and_an_added_file_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "added.html").write_text("<p>别的</p>", encoding="utf-8")
    assert failed(folder, capsys) == ["多余文件"]
    (folder / "added.html").unlink()
    (folder / ".DS_Store").write_bytes(b"left by a file manager")
    assert failed(folder, capsys) == []
    (folder / "people.html").unlink()
    assert failed(folder, capsys) == ["文件清单"]


def test_a_folder_that_is_none_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_dossier.main([str(tmp_path)]) == 2
    assert "没有可以核验的届次档案" in capsys.readouterr().out
    assert verify_dossier.main([]) == 2


def sealed_slug(folder: Path) -> str:
    """The notice that decided."""
    for path in (folder / "notices").glob("*.json"):
        file = json.loads(path.read_bytes())
        if file["seal"] and file["seal"]["stage_type"] == "decision" and not file["amends"]:
            return str(file["slug"])
    raise AssertionError("no decision")


def change(folder: Path, name: str, edit: Callable[[Any], Any]) -> None:
    """Rewrite a data file."""
    path = folder / name
    value = json.loads(path.read_bytes())
    replaced = edit(value)
    path.write_bytes(json.dumps(value if replaced is None else replaced, ensure_ascii=False).encode())


def close_again(folder: Path) -> None:
    """What somebody does who knows how the archive is closed: list every file anew, with a page and sums that fit."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    page = (folder / "index.html").read_bytes()
    old = hashlib.sha256(path.read_bytes()).hexdigest().encode()
    for name in manifest["files"]:
        content = (folder / name).read_bytes()
        manifest["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    path.write_bytes(json.dumps(manifest).encode())
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "index.html").write_bytes(page.replace(old, new.encode()))
    sums = {name: each["sha256"] for name, each in manifest["files"].items()}
    for name in ("manifest.json", "index.html"):
        sums[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), "utf-8")


def _leaf(body: Any, kind: str) -> Any:
    return next(leaf for leaf in body["leaves"] if leaf.get("value", {}).get("t") == kind)


def rename_sealed_entry(folder: Path, slug: str) -> None:
    change(folder, f"seals/{slug}.json", lambda body: _leaf(body, "entry")["value"].update(name="另一家"))


def rewrite_an_act(folder: Path, slug: str) -> None:
    change(folder, f"seals/{slug}.acts.json", lambda acts: acts[0].update(body=acts[0]["body"] + " "))


def drop_an_act(folder: Path, slug: str) -> None:
    change(folder, f"seals/{slug}.acts.json", lambda acts: acts[1:])


def swap_a_clearance(folder: Path, slug: str) -> None:
    change(folder, f"notices/{slug}.json", lambda file: file["clearances"][0].update(digest="0" * 64))


def swap_the_measure(folder: Path, slug: str) -> None:
    path = folder / "measure/measure.toml"
    path.write_bytes(path.read_bytes().replace("五".encode(), "三".encode(), 1))


def swap_the_measure_and_its_digest(folder: Path, slug: str) -> None:
    swap_the_measure(folder, slug)
    digest = hashlib.sha256((folder / "measure/measure.toml").read_bytes()).hexdigest()
    change(folder, "measure/measure.json", lambda file: file.update(sha256=digest))


def shorten_a_window(folder: Path, slug: str) -> None:
    def shorten(windows: Any) -> None:
        derivation = windows[0]["derivation"]
        derivation["days"].pop()
        derivation["last_day"] = derivation["expected_last_day"] = derivation["days"][-1]["day"]

    change(folder, "calendar/windows.json", shorten)


def call_a_workday_a_rest_day(folder: Path, slug: str) -> None:
    derivation = json.loads((folder / "calendar/windows.json").read_bytes())[0]["derivation"]
    day = derivation["first_day"]
    change(
        folder,
        "calendar/calendars.json",
        lambda calendars: calendars[0]["years"][day[:4]]["rest"].update({day: "示例"}),
    )


def rename_a_winner(folder: Path, slug: str) -> None:
    change(folder, "awards.json", lambda awards: awards[0].update(name="另一家"))


def forget_a_winner(folder: Path, slug: str) -> None:
    change(folder, "awards.json", lambda awards: awards[1:])


def invent_a_winner(folder: Path, slug: str) -> None:
    change(folder, "awards.json", lambda awards: [*awards, {**awards[0], "entry_key": "0" * 36}])


def rename_a_row(folder: Path, slug: str) -> None:
    listed = json.loads((folder / f"notices/{slug}.json").read_bytes())["seal"]["list"]
    change(folder, f"lists/{listed}.json", lambda file: file["rows"][0].update(name="另一家"))


def swap_an_attachment(folder: Path, slug: str) -> None:
    (path,) = (folder / "files").iterdir()
    path.write_bytes(path.read_bytes() + b"\n")


def take_an_attachment_off_the_list(folder: Path, slug: str) -> None:
    change(folder, "files.json", lambda files: files[0].update(path=""))


FORGERIES = [
    (rename_sealed_entry, {"封存件", "批准", "名单", "获奖记录"}),
    (rewrite_an_act, {"后续事项"}),
    (drop_an_act, {"后续事项"}),
    (swap_a_clearance, {"批准"}),
    (swap_the_measure, {"办法"}),
    (swap_the_measure_and_its_digest, {"办法"}),
    (shorten_a_window, {"公示期推算"}),
    (call_a_workday_a_rest_day, {"公示期推算"}),
    (rename_a_winner, {"获奖记录"}),
    (forget_a_winner, {"获奖记录"}),
    (invent_a_winner, {"获奖记录"}),
    (rename_a_row, {"名单"}),
    (swap_an_attachment, {"附件"}),
    (take_an_attachment_off_the_list, {"附件"}),
]


@pytest.mark.parametrize(("forge", "found"), FORGERIES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_forgery_that_closes_the_archive_again_is_found_by_what_it_contradicts(
    folder: Path, capsys: pytest.CaptureFixture[str], forge: Callable[[Path, str], None], found: set[str]
) -> None:
    forge(folder, sealed_slug(folder))
    assert "文件清单" in failed(folder, capsys)
    close_again(folder)
    assert set(failed(folder, capsys)) == found
    # And whatever it is, it is not the archive whose digest was handed over.
    assert verify(folder, archive().sealed.digest).returncode == 1


def test_a_path_out_of_the_folder_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        folder,
        "manifest.json",
        lambda manifest: manifest["files"].update({"../other": {"sha256": "0" * 64, "size": 1}}),
    )
    status = verify_dossier.main([str(folder)])
    assert status == 1
    assert "清单中的路径越出档案：../other" in capsys.readouterr().out
