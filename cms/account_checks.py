"""What `manage.py doctor` looks at in accounts: that the names on record are those they have."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.selectors.account_names import unrecorded_names
from portal.doctor import Finding, Level, check


@check("account-names")
def names_are_on_record() -> Iterator[Finding]:
    """Whoever renames an account past the program makes later files print the old name."""
    for username in unrecorded_names():
        yield Finding(
            Level.WARNING,
            _("账号 %(name)s 的姓名与登记的不一致") % {"name": username},
            _("有人直接改动了数据库。请在账号设置中打开该账号，核对姓名后保存一次，并查明原因"),
        )
