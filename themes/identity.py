"""Who runs this installation: the words of masthead, footer and the site's meta tags, from
`settings.SITE_IDENTITY`.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True)
class SiteIdentity:
    """The site as its operator names it. What is empty is left out of the footer.

    `id_code` is the ten-digit 网站标识码; the default is one that no authority ever issues. `domain` is the
    host of the canonical address, without scheme.
    """

    name: str = "公示"
    subtitle: str = "质量奖公示与监督平台"
    domain: str = ""
    id_code: str = "0000000000"
    organiser: str = "平台主办单位（示例）"
    undertaker: str = ""
    phone: str = ""
    phone_hours: str = ""
    address: str = ""
    postcode: str = ""
    email: str = ""
    icp: str = ""

    @property
    def full_name(self) -> str:
        """Name and subtitle as one, for `SiteName` and the title of a page."""
        return f"{self.name} · {self.subtitle}" if self.subtitle else self.name


def site_identity() -> SiteIdentity:
    """The identity of this installation. Raises TypeError for a key of the setting that is no field."""
    stated = {"domain": urlsplit(settings.CANONICAL_ORIGIN).hostname or ""}
    stated.update(getattr(settings, "SITE_IDENTITY", {}))
    return SiteIdentity(**stated)
