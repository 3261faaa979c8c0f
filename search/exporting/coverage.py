"""What the register covers, in sentences for whoever opens a file."""

from collections.abc import Iterator

from search.coverage import OthersCoverage, RegisterCoverage, SchemeCoverage
from search.exporting.words import UNVERIFIED


def in_words(covered: RegisterCoverage) -> tuple[str, ...]:
    """A sentence or more for each scheme, and one for awards of other schemes where there are any."""
    return (*map(_scheme, covered.schemes), *_others(covered.others))


def _scheme(of: SchemeCoverage) -> str:
    editions = "、".join(
        f"{each.name}（上线前记录）" if each.origin == "before_portal" else each.name for each in of.editions
    )
    complete = "主办单位已声明历届获奖情况补录完整" if of.complete else "历届获奖情况尚未补录完整"
    secret = f"另有{of.secret}个获奖者依法不公开，不在名册中。" if of.secret else ""
    return f"{of.award_name}：{editions or '还没有获奖记录'}。{complete}。{secret}"


def _others(others: OthersCoverage) -> Iterator[str]:
    if others.count:
        sources = "、".join(f"{each.source or '来源不详'}（{each.count}条）" for each in others.sources)
        further = f"等{len(others.sources) + others.further_sources}个来源" if others.further_sources else ""
        yield f"其他奖项（{UNVERIFIED}）：共{others.count}条，抄自{sources}{further}。"
