"""References inside one measure: articles, bodies, tiers, stages. Each broken one is named by its path."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from cms.regulation.base import OPERATOR, Cited, Refers, link_error
from cms.regulation.conduct import EditorNote, RouteLine, Silence
from cms.regulation.route_links import broken_routes

if TYPE_CHECKING:
    from cms.regulation.schema import Regulation

Loc = tuple[str | int, ...]


def broken_links(regulation: "Regulation") -> list[InitErrorDetails]:
    """Return every reference that leads nowhere and every key used twice, in the order of the document."""
    return [
        *_text_gaps(regulation),
        *_doubled_keys(regulation),
        *_missing_articles(regulation),
        *_missing_keys(regulation),
        *broken_routes(regulation),
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
        (("routes",), "kind", [route.kind for route in regulation.routes]),
        (("text", "chapters"), "no", [chapter.no for chapter in regulation.text.chapters]),
    ]
    if award.bonus is not None:
        rows = [(row.tier, row.kind) for row in award.bonus.rows]
        lists.append((("award", "bonus", "rows"), "kind", rows))
    for index, stage in enumerate(regulation.stages):
        lists.append((("stages", index, "requires"), "key", [act.key for act in stage.requires]))
    for index, route in enumerate(regulation.routes):
        lists.append((("routes", index, "lines"), "body", [line.body for line in route.lines]))
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
        if not isinstance(model, Cited | Silence | EditorNote | RouteLine):
            continue
        named: list[tuple[Loc, str]] = [((*loc, "articles", i), ref) for i, ref in enumerate(model.articles)]
        if isinstance(model, Cited):
            for field, refs in model.cites.items():
                named += [((*loc, "cites", field, i), ref) for i, ref in enumerate(refs)]
        for place, ref in named:
            if regulation.text.find(ref) is None:
                yield link_error("unknown_article", place, ref)


def _missing_keys(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    """Every body, tier, stage and case referred to exists; `after` names stages that stand earlier."""
    revocation = regulation.revocation
    stages = [stage.key for stage in regulation.stages]
    bodies = [body.key for body in regulation.bodies]
    known = {
        "body": bodies,
        "receiver": [*bodies, OPERATOR],
        "tier": [tier.key for tier in regulation.award.tiers],
        "stage": stages,
        "case": [case.key for case in revocation.cases] if revocation else [],
    }
    for loc, target, key in _references(regulation):
        match loc:
            case ("stages", int(place), "after", _):
                if key not in stages[:place]:
                    yield link_error("not_an_earlier_stage", loc, key, stages[:place])
            case _ if key not in known[target]:
                yield link_error(f"unknown_{target}", loc, key, known[target])


def _references(regulation: "Regulation") -> Iterator[tuple[Loc, str, str]]:
    """Walk every key that refers elsewhere: its path, what it refers to, the key."""
    for loc, model in _models(regulation):
        for name, target in _referring_fields(type(model)).items():
            value = getattr(model, name)
            if isinstance(value, tuple):
                for index, key in enumerate(value):
                    yield (*loc, name, index), target, key
            elif value is not None:
                yield (*loc, name), target, value


@cache
def _referring_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields of a model that hold keys of something else, and of what."""
    targets = {name: _target(field.annotation, field.metadata) for name, field in model.model_fields.items()}
    return {name: target for name, target in targets.items() if target is not None}


def _target(annotation: object, metadata: Iterable[object] = ()) -> str | None:
    for mark in metadata:
        if isinstance(mark, Refers):
            return mark.to
    nested = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _target(nested[0], nested[1:])
    return next((found for found in map(_target, nested) if found is not None), None)
