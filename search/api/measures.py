"""Measures: every stored version, and its text as published."""

import datetime as dt

from cms.models import Measure
from cms.pages.measure import TextArticle, measure_page
from cms.selectors.timeline import measure_card, measure_path
from cms.windows import beijing_day
from search.api import shapes_others as shapes
from search.api.asking import PAGING, Asked, One, Rows, cursor_of, not_found, whole_number
from search.api.parameters import Parameter
from search.api.values import links

SCHEME = Parameter("scheme", "奖项代码。", "datong", pattern="[A-Za-z0-9_-]+", longest=40)
MEASURE_ID = Parameter(
    "id", "奖项代码和版本。", "datong.v1", pattern=r"[A-Za-z0-9_-]+\.v[1-9][0-9]{0,8}", longest=60
)
PARAMETERS = (SCHEME, *PAGING)


def measure_list(asked: Asked) -> Rows:
    """Every version of every measure, as taken in."""
    found = Measure.objects.order_by("pk")
    if asked.text("scheme"):
        found = found.filter(scheme_code=asked.text("scheme"))
    total = found.count()
    if after := asked.after():
        found = found.filter(pk__gt=whole_number(after[0]))
    read = list(found[: asked.limit + 1])
    listed, today = read[: asked.limit], beijing_day(asked.now)
    items = [shapes.Measure.model_validate(brief(measure, today)) for measure in listed]
    return Rows(items, cursor_of(listed[-1].pk) if len(read) > asked.limit else "", total)


def measure_item(asked: Asked) -> One:
    """One version in full. Raises ProblemError."""
    code, _dot, version = asked.text("id").rpartition(".v")
    measure = Measure.objects.filter(scheme_code=code, version=int(version)).first()
    if measure is None:
        raise not_found()
    return One(detail(measure, beijing_day(asked.now)))


def detail(measure: Measure, today: dt.date) -> shapes.MeasureDetail:
    """A version in full, as its page reads."""
    page = measure_page(
        measure.regulation,
        card=measure_card(measure, today),
        versions=(),
        sha256=measure.sha256,
        is_current=True,
    )
    chapters = [
        shapes.Chapter(
            heading=chapter.heading,
            title=chapter.title,
            articles=[_article(article) for article in chapter.articles],
        )
        for chapter in page.chapters
    ]
    return shapes.MeasureDetail.model_validate(
        brief(measure, today)
        | {
            "signed_on": page.signed_on,
            "published_on": page.published_on,
            "interpreter": page.interpreter,
            "repeals": list(page.repeals),
            "chapters": chapters,
        }
    )


def _article(article: TextArticle) -> shapes.MeasureArticle:
    return shapes.MeasureArticle(
        anchor=article.anchor,
        heading=article.heading,
        paragraphs=[shapes.Paragraph(**vars(each)) for each in article.paragraphs],
        notes=list(article.notes),
    )


def brief(measure: Measure, today: dt.date) -> dict[str, object]:
    """What a list says of a version."""
    card, regulation = measure_card(measure, today), measure.regulation
    identity = f"{measure.scheme_code}.v{measure.version}"
    return {
        "id": identity,
        "scheme": measure.scheme_code,
        "version": measure.version,
        "title": card.title,
        "doc_no": card.doc_no,
        "issuer": card.issuer,
        "city": regulation.city,
        "award_name": regulation.award.name,
        "status": card.status,
        "effective_on": card.effective_on,
        "expires_on": card.expires_on,
        "sha256": measure.sha256,
        "links": links(f"measures/{identity}/", measure_path(measure)),
    }
