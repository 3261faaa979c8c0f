"""Large text (长者模式) and high contrast: chosen by a form without script, remembered in one cookie, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

COOKIE = "display"
COOKIE_AGE = 365 * 24 * 3600
ELDER = "elder"
CONTRAST = "contrast"


@dataclass(frozen=True)
class Display:
    """How a reader wants pages to look. Both off is the ordinary page, and no cookie is kept for it."""

    elder: bool = False
    contrast: bool = False

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> "Display":
        """Read the cookie; whatever is not a known word is ignored."""
        words = cookies.get(COOKIE, "").split("-")
        return cls(elder=ELDER in words, contrast=CONTRAST in words)

    def changed(self, form: Mapping[str, str]) -> "Display":
        """The choice after one press of a button: `elder` or `contrast`, each `on` or `off`."""
        return Display(
            elder={"on": True, "off": False}.get(form.get(ELDER, ""), self.elder),
            contrast={"on": True, "off": False}.get(form.get(CONTRAST, ""), self.contrast),
        )

    @property
    def cookie(self) -> str:
        """The cookie's value, empty when there is nothing to remember."""
        return "-".join(word for word, on in ((ELDER, self.elder), (CONTRAST, self.contrast)) if on)
