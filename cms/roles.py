"""Who may do what, as one table: the roles of an office, and the doors of the admin with what opens them.

Pure data. The groups of every scheme are drawn from `ROLES` when its first measure is taken in and again after every
`migrate` (`cms.role_groups`); the views below /admin/gongshi/ each name a `Door`; docs/reference/permissions.md is
drawn from both.
"""

from dataclasses import dataclass
from enum import StrEnum

ADMIN_ACCESS = "wagtailadmin.access_admin"
"""Every role may log in to the admin."""

ADD_MEASURE = "cms.add_measure"
OVERRIDE = "cms.override_rule"
WITHHOLD = "cms.withhold_entry"
ENTER_HISTORY = "cms.enter_history"
CONFIRM_HISTORY = "cms.confirm_history"
FOLLOW_UP = "cms.record_follow_up"
EXPORT_DOSSIER = "cms.export_dossier"
IMPORT_ROWS = "cms.import_rows"
ADD_ACCOUNT = "auth.add_user"
CHANGE_ACCOUNT = "auth.change_user"
ADD_HOLIDAYS = "workcalendar.add_holidaynotice"
VIEW_HOLIDAYS = "workcalendar.view_holidaynotice"
HOLD_KEYS = "complaints.hold_keys"
REDACT_TEXT = "complaints.redact_text"
END_CASES = "complaints.end_cases"


class Scope(StrEnum):
    """How far a role reaches: one scheme, each with groups of its own, or the whole installation."""

    SCHEME = "scheme"
    INSTALLATION = "installation"


@dataclass(frozen=True)
class Role:
    """A role and what its group may do.

    `label` is part of the group's stored name, so it is Chinese whatever language the person speaks who takes a measure
    in. `pages` are Wagtail's page permissions below the scheme; `models` are full names of model permissions.
    """

    key: str
    label: str
    does: str
    scope: Scope = Scope.SCHEME
    pages: tuple[str, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def permissions(self) -> tuple[str, ...]:
        """Its model permissions with the access to the admin that every role has."""
        return (ADMIN_ACCESS, *self.models)


_TABLE = (
    Role(
        "editor",
        "编辑",
        "drafts notices, keeps lists, records what came before, enters awards from before the portal",
        pages=("add", "change"),
        models=(ENTER_HISTORY, FOLLOW_UP),
    ),
    Role(
        "approver",
        "审核",
        "approves or sends back what others wrote, confirms older awards that others entered",
        pages=("change",),
        models=(CONFIRM_HISTORY,),
    ),
    Role(
        "publisher",
        "发布",
        "sets a block aside with a public reason, concludes, withholds, sets up the scheme",
        pages=("add", "change"),
        models=(OVERRIDE, WITHHOLD, CONFIRM_HISTORY, FOLLOW_UP, IMPORT_ROWS, EXPORT_DOSSIER),
    ),
    Role(
        "auditor",
        "审计",
        "reads the scheme's work and takes the file of an edition",
        models=(EXPORT_DOSSIER,),
    ),
    Role(
        "calendar_keeper",
        "日历管理员",
        "enters the State Council's holiday notices and local rest days",
        scope=Scope.INSTALLATION,
        models=(ADD_HOLIDAYS, VIEW_HOLIDAYS),
    ),
    Role(
        "system",
        "系统管理",
        "opens accounts and puts them into groups, takes measures in, sets schemes up; publishes nothing",
        scope=Scope.INSTALLATION,
        models=(ADD_ACCOUNT, CHANGE_ACCOUNT, ADD_MEASURE),
    ),
    Role(
        "channel_member",
        "保密渠道成员",
        "makes keys of their own for the confidential channel; reads nothing before others sign them in, and never publishes",
        scope=Scope.INSTALLATION,
        models=(HOLD_KEYS,),
    ),
    Role(
        "channel_lead",
        "保密渠道负责人",
        "beside keys of their own, takes words out of a case for good where another handler has masked them",
        scope=Scope.INSTALLATION,
        models=(HOLD_KEYS, REDACT_TEXT),
    ),
    Role(
        "channel_archivist",
        "保密渠道档案管理",
        "sets how long cases are kept and records on what grounds one may be destroyed; sees numbers, never content",
        scope=Scope.INSTALLATION,
        models=(END_CASES,),
    ),
)

ROLES: dict[str, Role] = {role.key: role for role in _TABLE}
"""Every role by its key, in the order in which an office meets them."""

SCHEME_ROLES = tuple(role for role in _TABLE if role.scope is Scope.SCHEME)
INSTALLATION_ROLES = tuple(role for role in _TABLE if role.scope is Scope.INSTALLATION)


def group_name(city: str, role: str) -> str:
    """The name of a scheme's group, as the admin shows it."""
    return f"{city} {ROLES[role].label}"


@dataclass(frozen=True)
class Door:
    """What opens a part of the admin: a page permission in the scheme, or any one of some model permissions, or both.

    Without any it is open to everybody who may log in. `read_only` lets in every role of the scheme, auditors too. What
    lies behind a door `anywhere` belongs to no scheme, so that the role of any scheme opens it.
    """

    key: str
    title: str
    pages: str = ""
    models: tuple[str, ...] = ()
    read_only: bool = False
    anywhere: bool = False

    def admits(self, role: Role) -> bool:
        """Whether the role opens it (in its own scheme)."""
        if self.read_only:
            return role.scope is Scope.SCHEME
        by_page = not self.pages or self.pages in role.pages
        by_model = not self.models or bool(set(self.models) & set(role.models))
        return by_page and by_model


class Doors:
    """The doors of the office's own views. No name here is that of a permission: it would hide it."""

    OPEN = Door("open", "everybody who may log in", anywhere=True)
    READ = Door("read", "read a scheme's work", read_only=True)
    WORK = Door("work", "work on a scheme's notices", pages="change")
    DRAFT = Door("draft", "begin a notice or an edition", pages="add")
    OVERRIDES = Door("override", "set a block aside", pages="change", models=(OVERRIDE,))
    WITHHOLDINGS = Door(
        "withhold", "withhold, and review what others withheld", pages="change", models=(WITHHOLD,)
    )
    SETTINGS = Door("settings", "set up a scheme", models=(OVERRIDE, ADD_MEASURE))
    MEASURES = Door("measures", "take measures in", models=(ADD_MEASURE,))
    ACCOUNTS = Door("accounts", "put accounts into groups and confine them", models=(CHANGE_ACCOUNT,))
    ENTERING_HISTORY = Door("enter_history", "enter awards from before the portal", models=(ENTER_HISTORY,))
    CONFIRMING_HISTORY = Door("confirm_history", "confirm or reject such awards", models=(CONFIRM_HISTORY,))
    HISTORY = Door(
        "history", "look at awards from before the portal", models=(ENTER_HISTORY, CONFIRM_HISTORY)
    )
    FOLLOW_UPS = Door("follow_up", "record what was done about a winner", models=(FOLLOW_UP,))
    DOSSIER = Door("dossier", "take the file of an edition", models=(EXPORT_DOSSIER,))
    IMPORTS = Door("import", "take in awards of other schemes", models=(IMPORT_ROWS,), anywhere=True)
    KEYS = Door("keys", "hold keys of the confidential channel", models=(HOLD_KEYS,), anywhere=True)
    ENDINGS = Door("endings", "keep and destroy cases by their numbers", models=(END_CASES,), anywhere=True)


DOORS: tuple[Door, ...] = tuple(door for door in vars(Doors).values() if isinstance(door, Door))
"""All of them, in the order of the table."""
