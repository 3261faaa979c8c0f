"""The full text of the five measures is the printed one, by character, and every quotation is in it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from cms.regulation.document import builtin_sources, load_builtin, parse_regulation, template_source
from cms.regulation.schema import (
    Act,
    Ban,
    BonusRule,
    Cap,
    Channel,
    Cited,
    Clause,
    Criterion,
    Cycle,
    Gate,
    Instrument,
    Paragraph,
    Period,
    Regulation,
    RevocationCase,
    Route,
    Text,
    article_heading,
    chapter_heading,
)

SOURCES = Path(__file__).parents[2] / "data" / "regulations"
MADE_UP = (Path(__file__).parents[2] / "data" / "measures" / "shili-2024.toml").read_bytes()
FILES = {
    "datong": "datong-2022.txt",
    "taiyuan": "taiyuan-2022.txt",
    "xinzhou": "xinzhou-2025.txt",
    "hohhot": "hohhot-2017.txt",
    "yuncheng": "yuncheng-2023.txt",
}
LAST_WORDS = {
    "datong": "本办法自公布之日起施行。",
    "taiyuan": "有效期\n\n为 ５ 年ꎮ",
    "xinzhou": "（忻政办发〔2021〕102号）同时废止。",
    "hohhot": "本办法自 2013 年 11 月 1 日起施行。",
    "yuncheng": "本办法有效期为 5 年。",
}
ARTICLES = {"datong": 37, "taiyuan": 31, "xinzhou": 31, "hohhot": 28, "yuncheng": 35}
CHAPTERS = {"datong": 9, "taiyuan": 8, "xinzhou": 7, "hohhot": 7, "yuncheng": 7}

# The glyphs of one source that are printed for others, and its wide digits and letters.
GLYPHS = str.maketrans("ꎬꎮꎻ«»", "，。；《》") | {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _printed(code: str) -> str:
    """Return the source from the first chapter's heading to the last word of the last article."""
    source = (SOURCES / FILES[code]).read_text(encoding="utf-8")
    start = re.search(r"第一章\s", source)
    assert start is not None
    # Xinzhou's last sentence also stands in the notice before its measure, so look for the last one.
    end = source.rindex(LAST_WORDS[code])
    return source[start.start() : end + len(LAST_WORDS[code])]


def _written(text: Text, *, original: bool) -> str:
    """Put a measure's text together again with the headings that the data leave out."""
    titles = {chapter.no: chapter.title for chapter in text.chapters}
    words, chapter = "", None
    for article in text.articles:
        if article.chapter is not None and article.chapter != chapter:
            chapter = article.chapter
            words += chapter_heading(chapter) + titles[chapter]
        words += article_heading(article.no)
        for paragraph in article.paragraphs:
            words += (paragraph.original if original else None) or paragraph.text
    return words


@pytest.mark.parametrize("code", FILES)
def test_the_text_is_the_source_less_white_space_and_glyphs(code: str) -> None:
    written = _written(load_builtin(code).regulation.text, original=False)
    assert _squeezed(written) == _squeezed(_printed(code)).translate(GLYPHS)


@pytest.mark.parametrize("code", FILES)
def test_the_originals_are_the_source_less_white_space(code: str) -> None:
    written = _written(load_builtin(code).regulation.text, original=True)
    printed = _squeezed(_printed(code))
    headings = re.compile(r"第[一二三四五六七八九十]+[章条]")
    assert headings.sub("", _squeezed(written)) == headings.sub("", printed)


@pytest.mark.parametrize("code", FILES)
def test_an_original_is_kept_only_where_the_text_differs_from_it(code: str) -> None:
    for paragraph in _all(load_builtin(code).regulation.text, Paragraph):
        assert paragraph.original != paragraph.text
        if paragraph.original is not None:
            assert paragraph.original.translate(GLYPHS) == paragraph.text


@pytest.mark.parametrize("code", FILES)
def test_the_digest_names_the_source(code: str) -> None:
    digest = hashlib.sha256((SOURCES / FILES[code]).read_bytes()).hexdigest()
    assert load_builtin(code).regulation.text.source_sha256 == digest


@pytest.mark.parametrize("code", FILES)
def test_chapters_articles_and_items_are_complete_and_in_order(code: str) -> None:
    text = load_builtin(code).regulation.text
    assert [article.no for article in text.articles] == list(range(1, ARTICLES[code] + 1))
    assert [chapter.no for chapter in text.chapters] == list(range(1, CHAPTERS[code] + 1))
    chapters = [article.chapter or 0 for article in text.articles]
    assert chapters == sorted(chapters)
    for article in text.articles:
        items = [paragraph.item for paragraph in article.paragraphs if paragraph.item is not None]
        assert items == list(range(1, len(items) + 1))
        for paragraph in article.paragraphs:
            assert (paragraph.item is not None) == bool(
                re.match(r"[（(][一二三四五六七八九十]+[)）]", paragraph.text)
            )
            assert re.search(r"[。；：:;]$", paragraph.text)


@pytest.mark.parametrize("code", FILES)
def test_what_is_printed_around_the_measure_stays_out_of_its_last_article(code: str) -> None:
    last = load_builtin(code).regulation.text.articles[-1].text
    for words in ("抄送", "印发　", "此件公开发布", "人民政府办公室 20"):
        assert words not in last


def test_misprints_are_kept_and_noted() -> None:
    hohhot = load_builtin("hohhot").regulation
    assert "市质量技术监督监督局" in hohhot.article("8")
    assert "申請" in hohhot.article("8(3)")
    noted = {ref for note in hohhot.editor_notes for ref in note.articles}
    assert {"8", "8(3)"} <= noted


def test_paragraphs_are_joined_and_parted_as_printed() -> None:
    datong, taiyuan = load_builtin("datong").regulation, load_builtin("taiyuan").regulation
    assert len(datong.text.articles[19].paragraphs) == 1
    assert len(datong.text.articles[15].paragraphs) == 2
    assert "每5年评审一次" in datong.article("3")
    assert "DB 14/T 1462《山西省质量奖评选方法》" in datong.article("13")
    assert "《山西省质量奖个人类评价规范》(DB14/T1463)" in taiyuan.article("17")


def _all(value: Any, kind: type[BaseModel]) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _all(getattr(value, name), kind)
    elif isinstance(value, tuple):
        for element in value:
            yield from _all(element, kind)


def _quotations(regulation: Regulation) -> Iterator[tuple[Cited, str, str]]:
    """Yield every field that claims to be the measure's own words: part, field, words."""
    fields: dict[type[Cited], tuple[str, ...]] = {
        Clause: ("text",),
        Act: ("text",),
        Gate: ("text",),
        Channel: ("text",),
        Criterion: ("text", "accidents"),
        Route: ("text", "who", "subject", "confidential_for"),
        Period: ("wording",),
        Cycle: ("wording",),
        Cap: ("wording",),
        BonusRule: ("wording",),
        Ban: ("wording", "counted_wording"),
        RevocationCase: ("condition", "verification"),
        Instrument: ("effective_wording",),
    }
    for kind, names in fields.items():
        for part in _all(regulation, kind):
            for name in names:
                value = getattr(part, name)
                for words in value if isinstance(value, tuple) else (value,):
                    if words is not None:
                        yield part, name, words


@pytest.mark.parametrize("source", [*builtin_sources().values(), template_source(), MADE_UP], ids=len)
def test_every_quotation_stands_in_an_article_it_cites(source: bytes) -> None:
    regulation = parse_regulation(source).regulation
    quoted = list(_quotations(regulation))
    assert len(quoted) > 30
    for part, field, words in quoted:
        cited = [regulation.article(ref) for ref in part.articles_for(field)]
        assert any(_squeezed(words) in _squeezed(text) for text in cited), (part, words)
