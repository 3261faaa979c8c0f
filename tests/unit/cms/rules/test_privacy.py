"""Personal numbers: the rules on hits and unread attachments, and the search that finds the hits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from cms.regulation.rules.facts import AttachmentFacts, Hit, HitKind
from cms.regulation.rules.privacy_scan import scan
from tests.unit.cms.rules.builders import CALL, CITIES, WINNERS, code, lawful, of_rule, says

STOLEN = Hit(place="lead", kind=HitKind.ID_NUMBER, excerpt_masked="证件14**************11")
FALSE_HIT = Hit(
    place="entry:3", kind=HitKind.MOBILE, excerpt_masked="13*******00", cleared_reason="是产品编号"
)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("where", ["words", "attachment"])
def test_a_personal_number_stops_the_publication(city: str, where: str) -> None:
    stage = WINNERS
    attachment = AttachmentFacts(name="附件1.docx", sha256="a" * 64, hits=(STOLEN,))
    change: dict[str, Any] = {"text_hits": (STOLEN,)} if where == "words" else {"attachments": (attachment,)}
    assert not says(city, lawful(city, stage), "privacy.found")
    (found,) = of_rule(city, lawful(city, stage, **change), "privacy.found")
    assert not found.overridable
    assert found.law == "个人信息保护法 第二十五条"
    assert "身份证件号码" in found.message
    assert "正文" in found.message


def test_a_call_is_searched_too() -> None:
    assert says("datong", lawful("datong", CALL, text_hits=(STOLEN,)), "privacy.found")


def test_a_false_hit_passes_with_the_approvers_reason() -> None:
    facts = lawful("datong", WINNERS, text_hits=(FALSE_HIT,))
    assert not says("datong", facts, "privacy.found")
    (found,) = of_rule("datong", facts, "privacy.cleared")
    assert "第3号条目" in found.message
    assert "是产品编号" in found.message
    blank = Hit(place="lead", kind=HitKind.MOBILE, excerpt_masked="13*******00", cleared_reason=" ")
    assert says("datong", lawful("datong", WINNERS, text_hits=(blank,)), "privacy.found")
    assert not says("datong", lawful("datong", WINNERS, text_hits=(blank,)), "privacy.cleared")


@pytest.mark.parametrize(
    ("readable", "confirmed_by", "blocked", "noted"),
    [
        (True, "", False, False),
        (False, "", True, False),
        (False, " ", True, False),
        (False, "张三", False, True),
    ],
)
def test_an_unreadable_attachment_waits_for_a_named_person(
    readable: bool, confirmed_by: str, blocked: bool, noted: bool
) -> None:
    attachment = AttachmentFacts(
        name="扫描件.pdf", sha256="b" * 64, readable=readable, confirmed_by=confirmed_by
    )
    facts = lawful("datong", WINNERS, attachments=(attachment,))
    found = of_rule("datong", facts, "privacy.unreadable")
    assert bool(found) is blocked
    assert not any(verdict.overridable for verdict in found)
    note = of_rule("datong", facts, "privacy.looked_through")
    assert bool(note) is noted
    assert all("张三" not in verdict.message for verdict in note)


def id_number(region: str = "140105", born: str = "19900101", order: str = "123") -> str:
    """An invented number with a right check digit."""
    body = f"{region}{born}{order}"
    return body + ric.calc_check_digit(body + "0")


def wrong_check(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


ID = id_number()
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

FOUND = [
    (f"身份证号：{ID}。", HitKind.ID_NUMBER),
    (f"2024 {ID}", HitKind.ID_NUMBER),
    (f"{ID[:6]} {ID[6:14]} {ID[14:]}", HitKind.ID_NUMBER),
    (f"{ID[:6]}-{ID[6:14]}–{ID[14:]}", HitKind.ID_NUMBER),
    (ID.translate(WIDE), HitKind.ID_NUMBER),
    (f"ID{ID}", HitKind.ID_NUMBER),
    (wrong_check(ID), HitKind.ID_NUMBER),
    (id_number(region="990105"), HitKind.ID_NUMBER),
    ("手机13800138000", HitKind.MOBILE),
    ("138-0013-8000", HitKind.MOBILE),
    ("138 0013 8000", HitKind.MOBILE),
    ("１３８００１３８０００", HitKind.MOBILE),
    ("+86 13800138000", HitKind.MOBILE),
    ("8613800138000", HitKind.MOBILE),
    ("Tel13800138000", HitKind.MOBILE),
    ("1 3 8 0 0 1 3 8 0 0 0", HitKind.MOBILE),
    ("11. 13800138000", HitKind.MOBILE),
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_numbers_are_found_however_they_are_written(text: str, kind: HitKind) -> None:
    (hit,) = scan(text, "lead")
    assert (hit.place, hit.kind, hit.cleared_reason) == ("lead", kind, "")


def test_an_x_at_the_end_is_part_of_the_number() -> None:
    numbers = (id_number(order=f"{order:03d}") for order in range(1000))
    ends_in_x = next(number for number in numbers if number.endswith("X"))
    assert [hit.kind for hit in scan(f"证号{ends_in_x}、{ends_in_x.lower()}", "lead")] == [
        HitKind.ID_NUMBER
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "统一社会信用代码" + code(1),
        "91350211M0000XUF46",
        "0351-1234567",
        "9114010013800138000",
        "12800138000",
        "1380013800",
        "138001380001",
        "2026年4月8日",
        "000000000/2026-00001",
        "A13800138000",
        ID + "7",
        id_number(born="19901301"),
        wrong_check(id_number(born="20200101")),
        wrong_check(id_number(region="990105")),
        "138\n00138000",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert scan(text, "lead") == ()


def test_an_all_digit_organisation_code_is_no_identity_number() -> None:
    """A code whose middle happens to read as a date of birth, and whose checksum is an organisation's."""
    bodies = (f"12140119{rest:09d}" for rest in range(800101000, 800101999))
    numbers = (body + uscc.calc_check_digit(body) for body in bodies)
    number = next(n for n in numbers if n.isdigit() and n[-1] != ric.calc_check_digit(n))
    assert scan(number, "lead") == ()
    assert scan(wrong_check(number), "lead") != ()


@pytest.mark.parametrize(
    "published", ["13800138000", "138 0013 8000", "+86 13800138000", "１３８００１３８０００"]
)
def test_a_published_contact_number_is_exempt(published: str) -> None:
    assert scan("监督电话：138-0013-8000", "lead", [published]) == ()
    assert scan("监督电话：138-0013-8001", "lead", [published]) != ()


def test_an_identity_number_is_never_exempt() -> None:
    assert scan(ID, "lead", [ID]) != ()


def test_the_excerpt_hides_the_number_and_what_stands_before_it() -> None:
    (first, second) = scan(f"身份证：{ID}，手机 13800138000", "lead")
    assert first.excerpt_masked == f"身份证:14{'*' * 14}{ID[-2:]}"
    assert second.excerpt_masked.endswith("13*******00")
    assert not any(char.isdigit() for char in second.excerpt_masked[:-11])


@given(st.text(max_size=60))
def test_scanning_never_fails_and_shows_no_whole_number(text: str) -> None:
    for hit in scan(text, "lead"):
        assert "*******" in hit.excerpt_masked


@given(
    before=st.text(alphabet="证件号码：，。 第", max_size=8),
    after=st.text(alphabet="，。；、 号", max_size=8),
    order=st.integers(0, 999),
)
def test_a_number_among_words_is_found_once(before: str, after: str, order: int) -> None:
    number = id_number(order=f"{order:03d}")
    assert [hit.kind for hit in scan(before + number + after, "lead")] == [HitKind.ID_NUMBER]
