"""What the register covers, scheme by scheme, for a manifest."""

from typing import Any

from cms.models import SchemePage
from cms.pages.register import Coverage
from cms.selectors.register_list import coverage


def covered() -> tuple[dict[str, Any], ...]:
    """Each scheme's editions in the register, whether its office says they are all, and how many awards are secret by law."""
    return tuple(_of(scheme, coverage(scheme)) for scheme in SchemePage.objects.order_by("path"))


def _of(scheme: SchemePage, of: Coverage) -> dict[str, Any]:
    return {
        "scheme": scheme.slug,
        "award_name": scheme.title,
        "editions": [
            {"number": each.number, "name": each.name, "before_portal": each.before_portal}
            for each in of.editions
        ],
        "complete": of.complete,
        "secret": of.secret,
        "words": _words(scheme.title, of),
    }


def _words(name: str, of: Coverage) -> str:
    editions = "、".join(
        f"{each.name}（上线前记录）" if each.before_portal else each.name for each in of.editions
    )
    complete = "主办单位已声明历届获奖情况补录完整" if of.complete else "历届获奖情况尚未补录完整"
    secret = f"另有{of.secret}个获奖者依法不公开，不在名册中。" if of.secret else ""
    return f"{name}：{editions or '还没有获奖记录'}。{complete}。{secret}"
