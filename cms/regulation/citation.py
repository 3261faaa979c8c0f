"""How an article or an item of a measure is named: in data, in an address and in a Chinese sentence.

A `Ref` such as "18" or "18(8)" names article 18 or its item (八). The same place is `a18-8` as an anchor on
the page of the measure and 第十八条第（八）项 in a sentence.
"""

import re

REF_PATTERN = r"^[1-9][0-9]{0,2}(\([1-9][0-9]?\))?$"

_REF = re.compile(r"([1-9][0-9]{0,2})(?:\(([1-9][0-9]?)\))?")
_DIGITS = "零一二三四五六七八九"


def split_ref(ref: str) -> tuple[int, int | None]:
    """Return (article, item) of a reference; the item is None for a whole article.

    Raises ValueError for a string that is not a reference.
    """
    match = _REF.fullmatch(ref)
    if match is None:
        raise ValueError(f"not a reference to an article: {ref!r}")
    article, item = match.groups()
    return int(article), int(item) if item else None


def chinese_number(number: int) -> str:
    """Write 1 to 999 as the measures number their articles: 8 八, 18 十八, 31 三十一, 105 一百零五."""
    if not 1 <= number <= 999:
        raise ValueError(f"out of range 1–999: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        # 十八 at the head of a number, 一百一十八 inside one.
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def anchor_of(ref: str) -> str:
    """Return the fragment of the place on the measure's page: "18(8)" becomes "a18-8"."""
    article, item = split_ref(ref)
    return f"a{article}" if item is None else f"a{article}-{item}"


def article_heading(number: int) -> str:
    """Return the printed heading of an article: 18 becomes 第十八条."""
    return f"第{chinese_number(number)}条"


def chapter_heading(number: int) -> str:
    """Return the printed heading of a chapter: 2 becomes 第二章."""
    return f"第{chinese_number(number)}章"


def cite(ref: str) -> str:
    """Return the place as a Chinese sentence names it: "18(8)" becomes 第十八条第（八）项."""
    article, item = split_ref(ref)
    words = article_heading(article)
    return words if item is None else f"{words}第（{chinese_number(item)}）项"
