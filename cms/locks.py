"""A sealed notice is locked for everybody, and the buttons that it would refuse are not offered.

This is courtesy to the editor; the rule itself is `cms.guard`. Both look at the seal, never at an editable field.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import PagePermissionTester

from cms import permissions


class SealedLock(BaseLock):
    """Locks a notice once it is sealed: what is published changes only by a further notice."""

    def for_user(self, user: Any) -> bool:
        """Everybody, superusers included."""
        return True

    def get_message(self, user: Any) -> str:
        """What the editor reads above the form."""
        return format_html(
            "{}", _("本公告已经发布并封存，不能再修改。需要更正、延长或重新公示的，请从本公告新建更正公告。")
        )

    def get_icon(self, user: Any) -> str:
        """Wagtail's lock icon."""
        return "lock"

    def get_locked_by(self, user: Any) -> str:
        """Shown in the status panel."""
        return _("已封存")

    def get_description(self, user: Any) -> str:
        """Shown in the status panel."""
        return _("已封存的公告不能修改。")


class NoticePermissionTester(PagePermissionTester):
    """Wagtail's page permissions, less the verbs that a notice never allows.

    Copying and aliasing would make a second notice without its own checks; a sealed notice also refuses
    unpublishing, deletion, moving and view restrictions. Publishing is done by approval alone.
    """

    def can_edit(self) -> bool:
        """Wagtail's answer, and the account's confinement to its body."""
        return super().can_edit() and permissions.may_on_notice(self.user, self.page)

    def can_publish(self) -> bool:
        """No publish button: a notice goes out by approval (four eyes)."""
        return False

    def can_publish_subpage(self) -> bool:
        """Notices have no children."""
        return False

    def can_unpublish(self) -> bool:
        """What is published stays public."""
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that were never sealed."""
        return self.page.sealed is None and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        """An address that was cited does not move."""
        return False

    def can_copy(self) -> bool:
        """A copy would carry another notice's list and number."""
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        """See can_copy."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """A public notice is public for everybody."""
        return False
