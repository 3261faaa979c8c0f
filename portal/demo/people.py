"""The demonstration's accounts: named for what they do, all with one password made for this installation."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cms.models import OfficeAccount, SchemePage
from cms.roles import ROLES as ROLE_TABLE
from cms.roles import group_name
from portal.demo.datong import HUNYUAN
from portal.demo.office import open_account
from portal.demo_accounts import address_of

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that are mistaken for each other."""

CALENDAR_KEEPERS = ROLE_TABLE["calendar_keeper"].label
ARCHIVISTS = ROLE_TABLE["channel_archivist"].label
SYSTEM = ROLE_TABLE["system"].label


@dataclass(frozen=True)
class Role:
    """An account: the group of every city it works in (a role of the scheme's groups), other groups, what it is."""

    username: str
    title: str
    in_cities: str = ""
    groups: tuple[str, ...] = ()
    is_superuser: bool = False


ROLES = (
    Role("admin", "系统管理员", is_superuser=True),
    Role("editor", "编辑：起草公告、维护名单、登记前置事项、补录上线前记录", "editor"),
    Role("approver", "审核（一审，或三审中的初审）", "approver"),
    Role("approver-2", "审核（三审中的复审）", "approver"),
    Role("approver-3", "审核（三审中的终审）", "approver"),
    Role("publisher", "发布：说明理由后继续、公示办结、紧急隐去、登记获奖后监督情况", "publisher"),
    Role("publisher-2", "发布：复核他人提出的紧急隐去", "publisher"),
    Role("calendar", "日历管理员：录入放假通知", groups=(CALENDAR_KEEPERS,)),
    Role("auditor", "审计：只读，可以取得届次档案", "auditor"),
    Role("archivist", "档案管理：设定案件保存期限，登记移交和鉴定销毁，只看编号", groups=(ARCHIVISTS,)),
    Role("archivist-2", "档案管理：鉴定销毁的第二人", groups=(ARCHIVISTS,)),
    Role("system", "系统管理：开设账号、载入办法，不办理公告", groups=(SYSTEM,)),
)

COUNTY_EDITOR = Role("county-editor", "大同市浑源县的编辑，只能办理本机构的公告")


def new_password() -> str:
    """Three groups of four characters, about 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(3))


def open_keeper(hashed: str) -> Any:
    """The first account, who accepts the measures: the superuser."""
    return _open(ROLES[0], hashed)


def open_accounts(hashed: str, cities: Mapping[str, SchemePage]) -> dict[str, Any]:
    """Every account by username. :param cities: schemes by the city's name; their groups exist."""
    accounts = {}
    for role in ROLES:
        groups = [group_name(city, role.in_cities) for city in cities] if role.in_cities else []
        accounts[role.username] = _open(role, hashed, *groups, *role.groups)
    for city, scheme in cities.items():
        if scheme.slug == "datong":
            county = _open(COUNTY_EDITOR, hashed, group_name(city, "editor"))
            OfficeAccount.objects.create(
                user=county, scheme=scheme, body_key="county_regulator", body_name=HUNYUAN
            )
            accounts[COUNTY_EDITOR.username] = county
    return accounts


def _open(role: Role, hashed: str, *groups: str) -> Any:
    return open_account(
        role.username,
        *groups,
        password=hashed,
        email=address_of(role.username),
        first_name=role.title.partition("：")[0].partition("（")[0],
        is_superuser=role.is_superuser,
    )


def hashed(password: str) -> str:
    """The password as it is stored; hashed once, for hashing is slow on purpose."""
    return make_password(password)


def accounts_file() -> Path:
    """Where the accounts are written down, for the owner of this installation only."""
    return Path(settings.VAR_DIR) / "demo-accounts.txt"


def words(password: str) -> str:
    """The accounts as they are printed."""
    width = max(len(role.username) for role in (*ROLES, COUNTY_EDITOR))
    lines = [f"演示账号（密码都是 {password}）"]
    lines += [f"  {role.username:<{width}}  {role.title}" for role in (*ROLES, COUNTY_EDITOR)]
    return "\n".join(lines) + "\n"


def write_down(text: str) -> str:
    """Write what is printed to `accounts_file`, mode 600, in place of what stood there, and return it."""
    path = accounts_file()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return text
