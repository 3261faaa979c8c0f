"""Verdicts: sentence, order, overrides; the table of rules; plain words."""

import datetime as dt
import re
from pathlib import Path

import pytest

from cms.regulation.rules import RULES
from cms.regulation.rules.table import UNKNOWN_STAGE, Rule
from cms.regulation.rules.verdicts import (
    NEVER_OVERRIDABLE,
    Finding,
    Level,
    Override,
    Phrase,
    Verdict,
    blocking,
    overridden,
    sort_verdicts,
    unused,
)
from cms.regulation.rules.wording import cap_words, gate_words, label, labels, period_words, stage_words
from tests.unit.cms.rules.builders import ACCEPTANCE, CALL, CANDIDATES, CITIES, WINNERS, measure

ENGLISH = {
    "第%(no)s号：%(kind)s，%(day)s": "No. %(no)s: %(kind)s, %(day)s",
    "组织": "organisation",
    "第%(no)s号条目": "entry %(no)s",
    "%(year)d年%(month)d月%(day)d日": "%(year)04d-%(month)02d-%(day)02d",
}


def verdict(
    rule: str = "list.cap", level: Level = Level.BLOCK, subject: str = "", **changes: object
) -> Verdict:
    return Verdict(rule=rule, level=level, msg="示例", subject=subject, overridable=True, **changes)  # type: ignore[arg-type]


def test_a_sentence_is_made_in_the_readers_language() -> None:
    said = Verdict(
        rule="x",
        level=Level.NOTE,
        msg="第%(no)s号：%(kind)s，%(day)s",
        params={"no": 3, "kind": Phrase("组织"), "day": dt.date(2026, 4, 8)},
    )
    assert said.message == "第3号：组织，2026年4月8日"
    assert said.render(lambda text: ENGLISH.get(text, text)) == "No. 3: organisation, 2026-04-08"
    assert Phrase("第%(no)s号条目", no="3").render(lambda text: ENGLISH[text]) == "entry 3"


def test_data_are_not_translated() -> None:
    said = Verdict(rule="x", level=Level.NOTE, msg="第%(no)s号条目", params={"no": "组织"})
    assert said.render(lambda text: ENGLISH[text]) == "entry 组织"


@pytest.mark.parametrize(
    ("articles", "law", "basis"),
    [(("3",), "", "measure"), (("3",), "民法典", "measure"), ((), "民法典", "law"), ((), "", "commitment")],
)
def test_where_a_verdict_comes_from(articles: tuple[str, ...], law: str, basis: str) -> None:
    assert verdict(articles=articles, law=law).basis == basis


def test_blocks_come_first() -> None:
    mixed = [
        verdict("b", Level.NOTE),
        verdict("a", Level.WARN),
        verdict("c", subject="2"),
        verdict("c", subject="1"),
    ]
    assert [(v.rule, v.subject) for v in sort_verdicts(mixed)] == [
        ("c", "1"),
        ("c", "2"),
        ("a", ""),
        ("b", ""),
    ]


@pytest.mark.parametrize(
    ("override", "covers"),
    [
        (Override(rule="list.cap", subject="award.total", reason="市政府批准", office="办公室"), True),
        (Override(rule="list.cap", subject="nominee.total", reason="市政府批准", office="办公室"), False),
        (Override(rule="list.cap", reason="市政府批准", office="办公室"), False),
        (Override(rule="list.kind", subject="award.total", reason="市政府批准", office="办公室"), False),
        (Override(rule="list.cap", subject="award.total", reason=" ", office="办公室"), False),
        (Override(rule="list.cap", subject="award.total", reason="市政府批准", office=""), False),
    ],
)
def test_an_override_sets_aside_exactly_one_block_with_a_reason(override: Override, covers: bool) -> None:
    block = verdict(subject="award.total")
    assert blocking([block], [override]) == (() if covers else (block,))
    assert overridden([block], [override]) == (((block, override),) if covers else ())
    assert unused([block], [override]) == (() if covers else (override,))


def test_a_firm_block_stands_and_a_warning_needs_no_override() -> None:
    firm = Verdict(rule="privacy.found", level=Level.BLOCK, msg="示例")
    warning = verdict("list.cap", Level.WARN)
    anyway = [Override(rule=rule, reason="示例", office="示例") for rule in ("privacy.found", "list.cap")]
    assert blocking([firm, warning], anyway) == (firm,)
    assert overridden([firm, warning], anyway) == ()


def test_ids_are_unique_and_those_never_overridden_exist() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert {*ids, UNKNOWN_STAGE} >= NEVER_OVERRIDABLE
    assert all(rule.level is Level.BLOCK for rule in RULES if rule.id in NEVER_OVERRIDABLE)


def test_the_design_names_what_nobody_sets_aside() -> None:
    """Clearance, author as approver, personal data, measure not in force, provisional gate, 无异议."""
    assert {
        "clearance.missing",
        "clearance.by_author",
        "privacy.found",
        "measure.not_in_force",
        "measure.not_yet",
        "gate.provisional",
        "gate.no_objection",
    } <= NEVER_OVERRIDABLE
    assert not NEVER_OVERRIDABLE & {"gate.commitment", "list.cap", "period.minimum", "period.exact"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_described_and_tested(rule: Rule) -> None:  # type: ignore[type-arg]
    assert rule.check.__doc__
    tests = "".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py")))
    assert f'"{rule.id}"' in tests


def test_a_rule_stamps_its_findings() -> None:
    rule: Rule[object] = Rule(
        "list.cap", Level.BLOCK, lambda _case: [Finding("示例"), Finding("示例", firm=True)]
    )
    assert [v.overridable for v in rule.verdicts(None)] == [True, False]
    warning: Rule[object] = Rule("list.cap", Level.WARN, lambda _case: [Finding("示例")])
    assert [v.overridable for v in warning.verdicts(None)] == [False]


MODULES = Path(__file__).parents[4] / "cms" / "regulation" / "rules"
SENTENCE = re.compile(r'_\(\s*((?:"[^"]*"\s*)+),?\s*\)')
REMEDY = (
    "请", "须", "不能", "将", "可以", "不重新计算", "计入名额", "期限未规定", "才能", "已由", "不得申报",
)  # fmt: skip


def sentences() -> list[str]:
    return [
        "".join(re.findall(r'"([^"]*)"', found))
        for path in sorted(MODULES.glob("*.py"))
        if path.stem not in ("wording", "verdicts")
        for found in SENTENCE.findall(path.read_text())
    ]


def test_every_sentence_says_what_to_do_or_what_follows() -> None:
    said = [text for text in sentences() if text.endswith("。")]
    assert len(said) > 100
    assert [text for text in said if not any(word in text for word in REMEDY)] == []


@pytest.mark.parametrize(
    ("ref", "words"), [("20", "第二十条"), ("18(8)", "第十八条第（八）项"), ("3", "第三条")]
)
def test_places_in_words(ref: str, words: str) -> None:
    assert label(ref) == words
    assert labels([ref, "10"]) == f"{words}、第十条"


@pytest.mark.parametrize(
    ("city", "stage", "words"),
    [
        ("datong", CANDIDATES, "公示期不少于5个工作日（第二十条）"),
        ("taiyuan", ACCEPTANCE, "公示期不少于5个工作日（第十八条第（三）项）"),
        ("hohhot", WINNERS, "公示期为10个工作日，不多不少（第十九条）"),
        ("datong", ACCEPTANCE, "期限未规定（第十七条）"),
        ("xinzhou", "internal_publicity", "公示期不少于5个工作日（第十三条）"),
        ("datong", CALL, ""),
    ],
)
def test_the_period_in_words(city: str, stage: str, words: str) -> None:
    assert period_words(measure(city).stage(stage)) == words


def test_the_gate_in_words() -> None:
    assert "第二十条：“候选名单公示无异议后”" in gate_words(measure("yuncheng").stage(CANDIDATES))
    assert "平台承诺" in gate_words(measure("datong").stage(CANDIDATES))
    assert gate_words(measure("datong").stage(CALL)) == ""


@pytest.mark.parametrize("city", CITIES)
def test_every_stage_and_cap_has_words(city: str) -> None:
    regulation = measure(city)
    for stage in regulation.stages:
        words = stage_words(regulation, stage.key)
        assert words
        assert all(re.search(r"第.+条|平台承诺", sentence) for sentence in words)
    for cap in regulation.award.caps:
        assert f"不超过{cap.max}个" in cap_words(regulation, cap)


def test_an_unstated_body_is_told_from_a_stated_one() -> None:
    assert stage_words(measure("datong"), CANDIDATES)[0].startswith("发布机关未规定")
    assert stage_words(measure("datong"), WINNERS)[0].startswith("由")
    assert stage_words(measure("taiyuan"), "candidate_list")[0].startswith("不在本平台发布")
