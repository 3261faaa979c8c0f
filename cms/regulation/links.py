"""References inside one measure: articles, bodies, tiers, stages. Each broken one is named by its path."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from cms.regulation.base import Cited, link_error
from cms.regulation.conduct import EditorNote, Silence

if TYPE_CHECKING:
    from cms.regulation.schema import Regulation

Loc = tuple[str | int, ...]


def broken_links(regulation: "Regulation") -> list[InitErrorDetails]:
    """Return every reference that leads nowhere and every key used twice, in the order of the document."""
    return [
        *_text_gaps(regulation),
        *_doubled_keys(regulation),
        *_missing_articles(regulation),
        *_missing_bodies(regulation),
        *_missing_tiers(regulation),
        *_missing_stages(regulation),
        *_missing_cases(regulation),
    ]


def _text_gaps(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    """The articles run 1, 2, 3 … and each chapter named exists."""
    chapters = {chapter.no for chapter in regulation.text.chapters}
    for index, article in enumerate(regulation.text.articles):
        here: Loc = ("text", "articles", index)
        if article.no != index + 1:
            yield link_error("article_out_of_order", (*here, "no"), article.no, [str(index + 1)])
        if article.chapter is not None and article.chapter not in chapters:
            known = [str(no) for no in sorted(chapters)]
            yield link_error("unknown_chapter", (*here, "chapter"), article.chapter, known)
        for place, _ in _repeats((p.item for p in article.paragraphs), skip=None):
            item = article.paragraphs[place].item
            yield link_error("doubled_key", (*here, "paragraphs", place, "item"), item)


def _repeats(values: Iterable[object], skip: object = ...) -> list[tuple[int, object]]:
    """Return (position, value) of every value that stood earlier, `skip` left out."""
    seen: Counter[object] = Counter()
    found = []
    for index, value in enumerate(values):
        if value == skip:
            continue
        if seen[value]:
            found.append((index, value))
        seen[value] += 1
    return found


def _doubled_keys(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    award, revocation = regulation.award, regulation.revocation
    lists: list[tuple[Loc, str, Iterable[object]]] = [
        (("award", "tiers"), "key", [tier.key for tier in award.tiers]),
        (("award", "caps"), "kind", [(cap.tier, cap.kind) for cap in award.caps]),
        (("bodies",), "key", [body.key for body in regulation.bodies]),
        (("stages",), "key", [stage.key for stage in regulation.stages]),
        (("stages",), "slug", [stage.slug for stage in regulation.stages]),
        (
            ("eligibility", "criteria"),
            "key",
            [(criterion.applies_to, criterion.key) for criterion in regulation.eligibility.criteria],
        ),
        (
            ("eligibility", "standards"),
            "key",
            [standard.key for standard in regulation.eligibility.standards],
        ),
        (("duties",), "key", [duty.key for duty in regulation.duties]),
        (("supervision",), "key", [item.key for item in regulation.supervision]),
        (("readings",), "key", [reading.key for reading in regulation.readings]),
        (("text", "chapters"), "no", [chapter.no for chapter in regulation.text.chapters]),
    ]
    if award.bonus is not None:
        rows = [(row.tier, row.kind) for row in award.bonus.rows]
        lists.append((("award", "bonus", "rows"), "kind", rows))
    for index, stage in enumerate(regulation.stages):
        lists.append((("stages", index, "requires"), "key", [act.key for act in stage.requires]))
    if revocation is not None:
        lists.append((("revocation", "cases"), "key", [case.key for case in revocation.cases]))
        grounds = [
            (i, j, ground.key)
            for i, case in enumerate(revocation.cases)
            for j, ground in enumerate(case.grounds)
        ]
        for place, key in _repeats(key for _, _, key in grounds):
            i, j, _ = grounds[place]
            yield link_error("doubled_key", ("revocation", "cases", i, "grounds", j, "key"), key)
    for loc, field, values in lists:
        for index, value in _repeats(values):
            shown = "/".join(str(part) for part in value) if isinstance(value, tuple) else value
            yield link_error("doubled_key", (*loc, index, field), shown)


def _models(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, BaseModel]]:
    """Walk every model below a value with its path."""
    if isinstance(value, BaseModel):
        yield loc, value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for index, element in enumerate(value):
            yield from _models(element, (*loc, index))


def _missing_articles(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    for loc, model in _models(regulation):
        if not isinstance(model, Cited | Silence | EditorNote):
            continue
        named = [((*loc, "articles", index), ref) for index, ref in enumerate(model.articles)]
        if isinstance(model, Cited):
            named += [
                ((*loc, "cites", field, index), ref)
                for field, refs in model.cites.items()
                for index, ref in enumerate(refs)
            ]
        for place, ref in named:
            if regulation.text.find(ref) is None:
                yield link_error("unknown_article", place, ref)


def _named_bodies(regulation: "Regulation") -> Iterator[tuple[Loc, str | None]]:
    for index, stage in enumerate(regulation.stages):
        yield ("stages", index, "publisher"), stage.publisher
    for name in ("objections", "complaints"):
        route = getattr(regulation, name)
        if route is not None:
            yield (name, "recipient"), route.recipient
            yield (name, "published_by"), route.published_by
    application = regulation.application
    if application is not None:
        for index, key in enumerate(application.submit_to):
            yield ("application", "submit_to", index), key
        for index, key in enumerate(application.recommended_by):
            yield ("application", "recommended_by", index), key
    if regulation.review is not None:
        yield ("review", "supervision_group_by"), regulation.review.supervision_group_by
    if regulation.consultation is not None:
        yield ("consultation", "by"), regulation.consultation.by
    for index, item in enumerate(regulation.supervision):
        for place, key in enumerate(item.by):
            yield ("supervision", index, "by", place), key
    if regulation.rectification is not None:
        yield ("rectification", "issuer"), regulation.rectification.issuer
    if regulation.revocation is not None:
        yield ("revocation", "decider"), regulation.revocation.decider
        for index, case in enumerate(regulation.revocation.cases):
            yield ("revocation", "cases", index, "proposer"), case.proposer


def _missing_bodies(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    known = [body.key for body in regulation.bodies]
    for loc, key in _named_bodies(regulation):
        if key is not None and key not in known:
            yield link_error("unknown_body", loc, key, known)


def _missing_tiers(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    award = regulation.award
    known = [tier.key for tier in award.tiers]
    named: list[tuple[Loc, str]] = [
        (("award", "caps", i, "tier"), cap.tier) for i, cap in enumerate(award.caps)
    ]
    if award.bonus is not None:
        named += [(("award", "bonus", "rows", i, "tier"), row.tier) for i, row in enumerate(award.bonus.rows)]
    if regulation.reapplication is not None:
        named += [
            (("reapplication", "tiers", i), key) for i, key in enumerate(regulation.reapplication.tiers)
        ]
    for loc, key in named:
        if key not in known:
            yield link_error("unknown_tier", loc, key, known)


def _missing_stages(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    keys = [stage.key for stage in regulation.stages]
    for index, stage in enumerate(regulation.stages):
        earlier = keys[:index]
        for place, key in enumerate(stage.after):
            if key not in earlier:
                yield link_error("not_an_earlier_stage", ("stages", index, "after", place), key, earlier)
    if regulation.consultation is not None and regulation.consultation.before not in keys:
        yield link_error("unknown_stage", ("consultation", "before"), regulation.consultation.before, keys)


def _missing_cases(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    known = [case.key for case in regulation.revocation.cases] if regulation.revocation else []
    for index, stage in enumerate(regulation.stages):
        for place, act in enumerate(stage.requires):
            for number, key in enumerate(act.cases):
                if key not in known:
                    loc = ("stages", index, "requires", place, "cases", number)
                    yield link_error("unknown_case", loc, key, known)
