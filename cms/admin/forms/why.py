"""Why the form asks: one sentence a field, and the articles of the measure (or the law) it rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import Notice
from cms.regulation.schema import Regulation, Stage
from cms.selectors.timeline import article_links

Refs = Callable[[Regulation, Stage], Iterable[str]]

DISCLOSURE = "《中华人民共和国政府信息公开条例》第十二条"
SECRECY = "《中华人民共和国政府信息公开条例》第十四条、第十七条"


@dataclass(frozen=True)
class Why:
    """A sentence, the articles of the measure that it rests on, and a law where it is none of the measure's."""

    sentence: str | Promise
    refs: Refs | None = None
    law: str = ""


def _of_the_stage(regulation: Regulation, stage: Stage) -> Iterable[str]:
    return stage.articles


def _of_the_period(regulation: Regulation, stage: Stage) -> Iterable[str]:
    return stage.period.articles if stage.period else ()


def _of_objections(regulation: Regulation, stage: Stage) -> Iterable[str]:
    return regulation.objections.articles if regulation.objections else stage.articles


def _of_secrecy(regulation: Regulation, stage: Stage) -> Iterable[str]:
    return regulation.secrecy.articles if regulation.secrecy else ()


def _of_remedies(regulation: Regulation, stage: Stage) -> Iterable[str]:
    return regulation.revocation.articles if regulation.revocation else ()


REASONS: dict[str, Why] = {
    "publisher_body": Why(
        gettext_lazy("这一环节由谁发布，办法有规定的按规定，没有写明的要说明是怎样理解的。"), _of_the_stage
    ),
    "index_no": Why(gettext_lazy("公众在信息公开目录里凭索引号查找。"), law=DISCLOSURE),
    "signed_date": Why(gettext_lazy("信息公开目录要求写明生成日期。"), law=DISCLOSURE),
    "doc_no": Why(gettext_lazy("当事人申请复议、提起诉讼，公众引用，都凭文号。"), _of_the_stage),
    "objection_text": Why(gettext_lazy("公示是为了听取异议：不写怎样提出，公示就没有意义。"), _of_objections),
    "procedure_text": Why(gettext_lazy("公众要看到名单是按哪些程序产生的。"), _of_the_stage),
    "remedies_text": Why(
        gettext_lazy("撤销影响当事人的权利，决定中应当告知复议、诉讼的途径和期限。"),
        _of_remedies,
        "《中华人民共和国行政复议法》第二十条、《中华人民共和国行政诉讼法》第四十六条",
    ),
    "working_days": Why(
        gettext_lazy("少于办法规定的，不允许发布；办法规定为固定天数的，多了也不允许。"), _of_the_period
    ),
    "starts_on": Why(
        gettext_lazy("发布当天就可以提异议，期限从下一个工作日起算；推迟起算只会延长，不会缩短。"),
        _of_the_period,
    ),
    "secret_count": Why(
        gettext_lazy("依法不公开的条目只公布数量：不写，公众会以为名单是完整的。"), _of_secrecy, SECRECY
    ),
    "media": Why(gettext_lazy("办法要求通过媒体公布的，写明了公众才能核对。"), _of_the_stage),
    "third_party_entrusted": Why(
        gettext_lazy("委托第三方承担评选工作的，应当让公众知道是谁；办法不允许委托的，不能委托。")
    ),
}
"""Fields whose purpose is not plain from their name."""


def with_why(name: str, help_text: str | Promise, notice: Notice) -> str | Promise | SafeString:
    """The help of a field with its reason to unfold; the help alone for a field that speaks for itself."""
    why, stage = REASONS.get(name), notice.stage
    if why is None:
        return help_text
    regulation = notice.edition.regulation
    refs = tuple(dict.fromkeys(why.refs(regulation, stage))) if why.refs and stage else ()
    links = format_html_join(
        " ",
        '<a href="{}" target="_blank" rel="noopener">{}</a>',
        ((link.url, link.label) for link in article_links(refs, notice.edition.measure)),
    )
    return format_html(
        '{} <details class="g-why"><summary>{}</summary>{} {} {}</details>',
        help_text,
        _("为什么问这个"),
        why.sentence,
        links,
        why.law,
    )
