"""Codes of decimal digits with two check digits, as people write them down and type them again (§3.6)."""

import re
import unicodedata

LONGEST = 400  # characters looked at; nobody types more for forty digits
DOTS = ".·・‧•∙⋅。"
DASHES = "-−"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # what copying out of documents brings along


def with_check(number: str) -> str:
    """The digits followed by `98 - (100·number mod 97)`, two digits from 02 to 98 (ISO 7064, MOD 97-10)."""
    return f"{number}{98 - 100 * int(number) % 97:02d}"


def grouped(code: str) -> str:
    """Groups of four, with spaces between."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def parsed(typed: str, length: int) -> str | None:
    """The bare digits of a code of `length` as somebody typed it; None when it is no such code.

    Full-width digits are taken; spaces, hyphens, dashes, dots and middle dots are dropped. The check digits are
    computed again and compared: verifying the remainder alone would also take 01 where 98 is right. A valid check
    does not mean "typed right": about one of a hundred pairs of wrong digits passes.
    """
    if len(typed) > LONGEST:
        return None
    kept = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if not _dropped(sign))
    if len(kept) != length or not re.fullmatch(r"[0-9]+", kept):
        return None
    return kept if with_check(kept[:-2]) == kept else None


def _dropped(sign: str) -> bool:
    return (
        sign.isspace()
        or sign in DOTS
        or sign in DASHES
        or sign in INVISIBLE
        or unicodedata.category(sign) == "Pd"
    )
