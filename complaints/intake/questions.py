"""Questions that need no eyes: small sums and everyday facts, in words that a screen reader says rightly.

The captcha's row keeps a question as a code (`sum:3:5`), so that it is asked in the reader's language. Every answer
is a number, accepted in any script a keyboard or an input method gives: 8, ８, 八.
"""

import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

_DIGITS = "零一二三四五六七八九"
_VARIANTS = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾", "零二一二三四五六七八九十")

_FACTS = {
    "week": (gettext_lazy("一个星期有几天？"), 7),
    "year": (gettext_lazy("一年有几个月？"), 12),
    "hand": (gettext_lazy("一只手有几根手指？"), 5),
    "day": (gettext_lazy("一天有多少个小时？"), 24),
    "seasons": (gettext_lazy("一年有几个季节？"), 4),
    "square": (gettext_lazy("正方形有几条边？"), 4),
    "triangle": (gettext_lazy("三角形有几个角？"), 3),
    "hands": (gettext_lazy("两只手一共有几根手指？"), 10),
    "decade": (gettext_lazy("十年里有几个五年？"), 2),
    "cat": (gettext_lazy("一只猫有几条腿？"), 4),
}
_NUMBERS = (
    pgettext_lazy("数", "零"),
    pgettext_lazy("数", "一"),
    pgettext_lazy("数", "二"),
    pgettext_lazy("数", "三"),
    pgettext_lazy("数", "四"),
    pgettext_lazy("数", "五"),
    pgettext_lazy("数", "六"),
    pgettext_lazy("数", "七"),
    pgettext_lazy("数", "八"),
    pgettext_lazy("数", "九"),
    pgettext_lazy("数", "十"),
)


def draw() -> tuple[str, str]:
    """A question's code and its answer in ASCII digits."""
    kind = secrets.choice(("sum", "less", "next", "larger", "fact"))
    low, high = sorted((2 + secrets.randbelow(4), 6 + secrets.randbelow(4)))
    if kind == "sum":
        return f"sum:{low}:{high}", str(low + high)
    if kind == "less":
        return f"less:{high}:{low}", str(high - low)
    if kind == "next":
        return f"next:{high}", str(high + 1)
    if kind == "larger":
        first, second = (low, high) if secrets.randbelow(2) else (high, low)
        return f"larger:{first}:{second}", str(high)
    name = secrets.choice(sorted(_FACTS))
    return f"fact:{name}", str(_FACTS[name][1])


def in_words(code: str) -> str:
    """The question of a code, in the active language. Raises KeyError or ValueError for any other text."""
    kind, *parts = code.split(":")
    if kind == "fact":
        return str(_FACTS[parts[0]][0])
    numbers = [str(_NUMBERS[int(part)]) for part in parts]
    if kind == "sum":
        return _("%(a)s加%(b)s等于几？") % {"a": numbers[0], "b": numbers[1]}
    if kind == "less":
        return _("%(a)s减%(b)s等于几？") % {"a": numbers[0], "b": numbers[1]}
    if kind == "larger":
        return _("%(a)s和%(b)s，哪一个数大？") % {"a": numbers[0], "b": numbers[1]}
    if kind == "next":
        return _("比%(a)s大一的数是几？") % {"a": numbers[0]}
    raise ValueError(kind)


def is_question(code: str) -> bool:
    """Whether a row's challenge is one of these and not the text of a picture."""
    return ":" in code


def number_typed(answer: str) -> str:
    """What was typed as ASCII digits: full-width and Chinese numerals up to ninety-nine are understood.

    Anything else comes back folded, to be compared and found wrong.
    """
    folded = unicodedata.normalize("NFKC", answer).strip().rstrip("。.,，个天").strip()
    if folded.isdecimal():
        return str(int(folded))
    words = folded.translate(_VARIANTS)
    tens, ten, units = words.rpartition("十")
    if not ten:
        return str(_DIGITS.index(words)) if len(words) == 1 and words in _DIGITS else folded.lower()
    if len(tens) <= 1 and len(units) <= 1 and all(part in _DIGITS[1:] for part in (tens, units) if part):
        return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(units) if units else 0))
    return folded.lower()
