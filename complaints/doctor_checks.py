"""What `manage.py doctor` looks at in the confidential channel: everything that leaves it unsafe or closed.

Read only. Nothing here opens what is sealed, and no line says anything of a case but its number.
"""

import functools
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from cms.models import ContactChannel
from complaints import keystore, pinning, vault
from complaints.actions import second_factor
from complaints.case_keys import hex_of
from complaints.models import Case, Member
from complaints.roots import HEADS, ROOTS, RootsError, read_roots
from complaints.roster_walk import problems_of
from complaints.rosters import BodyRoster, rosters_of
from complaints.selectors.holders import working_members
from complaints.separation import refusal_to_hold_keys
from complaints.transitions import OPEN_STATES
from portal.demo_accounts import EMAIL_DOMAIN
from portal.doctor import Check, Finding, Level, check

HANDLERS, CUSTODIANS_LEAST, CUSTODIANS_WELL = 2, 2, 3
"""Active handlers of a body; custodians of a route for names to be taken in, and for one to be away."""

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
UNSTEADY = frozenset({"tmpfs", "ramfs", "nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"})
"""File systems that forget with the power, or on which other machines write: neither keeps the storage rule."""


def once_readable(function: Check) -> Check:
    """A check that says nothing while the pinned files cannot be read: `channel-roots` says that, once."""

    @functools.wraps(function)
    def checked() -> Iterator[Finding]:
        try:
            yield from function()
        except RootsError:
            return

    return checked


@check("channel-roots")
def pinned_files_can_be_read() -> Iterator[Finding]:
    """What is pinned is in order; without it every channel is shut."""
    try:
        rosters_of(())
    except RootsError as error:
        yield _error(str(error).rstrip("。"), _("渠道在此之前关闭"))


@check("channel-keys")
def keys_are_private() -> Iterator[Finding]:
    """The installation's key and what is pinned, readable by the service alone."""
    if not pinning.cities() and not Member.objects.exists():
        return
    folder = keystore.keys_folder()
    try:
        keystore.installation()
    except vault.Refused:
        yield _error(
            _("没有保密渠道的安装密钥，或者它对其他用户可读，渠道不能开通"),
            _("尚未生成的，运行 manage.py keys init；曾经生成过的，用密钥备份恢复并 chmod 600，不要重新生成"),
        )
    for path in (folder, folder / ROOTS, folder / HEADS):
        if path.exists() and path.stat().st_mode & OPEN_TO_OTHERS:
            yield _error(
                _("%(path)s 对其他用户开放") % {"path": path},
                _("运行 chmod go-rwx %(path)s") % {"path": path},
            )


@check("channel-folders")
@once_readable
def folders_hold() -> Iterator[Finding]:
    """Shred files and evidence: there, private, on a disk that keeps what was flushed."""
    if not read_bodies():
        return
    for folder in (Path(settings.CHANNEL_SHRED_DIR), Path(settings.CHANNEL_EVIDENCE_DIR)):
        where = {"path": folder}
        if not folder.is_dir():
            yield _error(
                _("目录 %(path)s 不存在") % where,
                _("核对磁盘是否已挂载；确是新装的，运行 mkdir -m 700 %(path)s") % where,
            )
            continue
        if folder.stat().st_mode & OPEN_TO_OTHERS:
            yield _error(_("目录 %(path)s 对其他用户开放") % where, _("运行 chmod 700 %(path)s") % where)
        kind = file_system_of(folder)
        if kind in UNSTEADY:
            yield _error(
                _("目录 %(path)s 在 %(kind)s 文件系统上，断电或多机写入时会丢失密钥")
                % {**where, "kind": kind},
                _("把它放在本机磁盘上"),
            )


@check("channel-routes")
@once_readable
def routes_are_pinned() -> Iterator[Finding]:
    """Each city's routes: those of its measure, pinned here, with a body to turn to when the first is concerned."""
    for city in pinning.cities():
        for each in pinning.compare(city):
            names = {"city": city, "kind": each.route.kind}
            if each.pinned is None:
                yield _error(
                    _("%(city)s 的受理去向（%(kind)s）没有在本机登记，渠道关闭") % names,
                    _("核对后运行 manage.py keys pin %(city)s") % names,
                )
            elif not each.same:
                yield _error(
                    _("%(city)s 的办法所写的受理去向（%(kind)s）与本机登记的不同，渠道关闭") % names,
                    _("查明是谁改动的；改动无误的，运行 manage.py keys pin %(city)s 重新登记") % names,
                )
            if len(set(each.route.bodies)) < 2:
                yield _error(
                    _("%(city)s 的受理去向（%(kind)s）只有一个机构，举报它自己时无处可去") % names,
                    _("在办法的 [[routes]] 中补上第二个机构后重新载入"),
                )


@check("channel-bodies")
@once_readable
def bodies_stand() -> Iterator[Finding]:
    """Every body of a route is founded, its roster verifies to its head, two handlers can work."""
    bodies = _bodies_of_routes()
    rosters, founded = rosters_of(bodies), read_bodies()
    for body in bodies:
        if body not in founded:
            yield _error(
                _("受理机构 %(body)s 还没有设立") % {"body": body},
                _("创始成员到服务器前运行 manage.py keys found %(body)s") % {"body": body},
            )
            continue
        for problem in problems_of(rosters[body], pinned=True):
            yield _error(
                problem, _("运行 manage.py keys verify 查看，找出改动数据库的人；必要时用备份恢复名册")
            )
        handlers = len(_working(rosters[body], vault.Role.HANDLER))
        if rosters[body].whole and handlers < HANDLERS:
            yield _error(
                _("受理机构 %(body)s 只有%(count)d名能够办理的受理人员，至少应有两名")
                % {"body": body, "count": handlers},
                _("由机构成员在后台“保密渠道”中增加受理人员"),
            )
    for body, roster in rosters_of(sorted(set(founded) - set(bodies))).items():
        for problem in problems_of(roster, pinned=True):
            yield _error(problem, _("运行 manage.py keys verify 查看，查明 %(body)s 的名册") % {"body": body})


@check("channel-heads")
@once_readable
def heads_are_noted() -> Iterator[Finding]:
    """No roster's newest entry waits for its place in `heads.toml`: without it nobody would miss that entry."""
    for body, roster in rosters_of(sorted(read_bodies())).items():
        if roster.ahead:
            yield Finding(
                Level.WARNING,
                _("机构 %(body)s 的名册第 %(number)d 条还没有在本机登记，被人删去时不会发现")
                % {"body": body, "number": roster.ahead.seq},
                _("由该机构成员解锁一次密钥，或者确认后台任务在运行（manage.py worker），它每一刻钟补记一次"),
            )


@check("channel-custodians")
@once_readable
def names_can_be_held() -> Iterator[Finding]:
    """Two custodians let people give their name; with three one of them may be away."""
    for city in pinning.cities():
        for route in pinning.routes_now(city).values():
            rosters = rosters_of(route.bodies)
            if any(not roster.seats for roster in rosters.values()):
                continue  # said by `channel-bodies`
            handlers = {s.member for r in rosters.values() for s in r.seats if s.role == vault.Role.HANDLER}
            held = {
                member
                for roster in rosters.values()
                for member in _working(roster, vault.Role.CUSTODIAN)
                if member not in handlers
            }
            names = {"city": city, "kind": route.kind, "count": len(held)}
            if len(held) < CUSTODIANS_LEAST:
                yield _error(
                    _("%(city)s（%(kind)s）只有%(count)d名身份保管人员，不能接收实名举报") % names,
                    _("在受理机构中增加身份保管人员，他们不能同时是受理人员"),
                )
            elif len(held) < CUSTODIANS_WELL:
                yield Finding(
                    Level.WARNING,
                    _("%(city)s（%(kind)s）只有%(count)d名身份保管人员，一人不在就打不开身份") % names,
                    _("再增加一名身份保管人员"),
                )


@check("channel-members")
@once_readable
def members_are_fit() -> Iterator[Finding]:
    """Whoever sits in a body can log in, shows a second factor, publishes nothing."""
    rosters = rosters_of(sorted(read_bodies()))
    seated = {seat.member for roster in rosters.values() for seat in roster.seats}
    for member in Member.objects.select_related("user").order_by("user__username"):
        name = {"name": member.user.get_username()}
        refusal = refusal_to_hold_keys(member.user)
        if refusal:
            yield _error(
                refusal.rstrip("。"),
                _("取消不相容的用户组，或者由机构其他成员把“%(name)s”移出名册") % name,
            )
        if member.pk.hex in seated and second_factor.device_of(member.user) is None:
            yield _error(
                _("成员“%(name)s”没有设置动态口令，不能解锁密钥") % name,
                _("请本人登录后台，在“保密渠道”中设置"),
            )


@check("channel-demo")
def no_demo_members() -> Iterator[Finding]:
    """Passphrases of the demo are printed at its start."""
    if settings.DEVELOPMENT:
        return
    for member in Member.objects.filter(user__email__endswith=f"@{EMAIL_DOMAIN}").select_related("user"):
        yield _error(
            _("演示成员“%(name)s”持有保密渠道的密钥，其口令是公开的") % {"name": member.user.get_username()},
            _("不要在含有演示数据的系统上接收真实来件：另用空的数据库和密钥目录重新安装"),
        )


@check("channel-post")
def there_is_a_postal_way() -> Iterator[Finding]:
    """Whoever must not or cannot file online needs an address."""
    for city in pinning.cities():
        if not ContactChannel.objects.filter(scheme__slug=city, kind__in=["post", "desk"]).exists():
            yield _error(
                _("%(city)s 没有公布通信地址或现场接待地点，渠道关闭时无处可去") % {"city": city},
                _("在后台奖项设置中补上“信函”或“现场”渠道"),
            )


@check("channel-cases")
@once_readable
def cases_can_be_opened() -> Iterator[Finding]:
    """Every case has somebody who can open it, and the file without which nobody can."""
    files = vault.ShredStore(Path(settings.CHANNEL_SHRED_DIR)).names()
    names = {(file.case, file.epoch) for file in files if not file.unfinished}
    working = working_members()
    for case in Case.objects.prefetch_related("wraps").order_by("number"):
        number = {"number": case.number}
        if (hex_of(case.pk), case.epoch) not in names:
            yield _error(
                _("案件 %(number)s 的密钥文件不在，没有人能打开") % number,
                _("用最近的密钥备份恢复 %(path)s；依规销毁的，等待清理完成")
                % {"path": settings.CHANNEL_SHRED_DIR},
            )
        holders = {wrap.member_id for wrap in case.wraps.all()}
        if case.state in OPEN_STATES and not holders & working:
            yield _error(
                _("案件 %(number)s 没有在任的受理人员能打开") % number,
                _("请持有其密钥的原受理人员恢复账号并移交；都已离任的，按来信来访途径告知当事人重新提出"),
            )


def read_bodies() -> frozenset[str]:
    """Codes of the bodies that are founded here. Raises RootsError."""
    return frozenset(read_roots(keystore.keys_folder()).bodies)


def file_system_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of file system a folder lies on, "" where the machine does not say."""
    try:
        table = mounts.read_text(encoding="utf-8")
    except OSError:
        return ""
    best, kind, resolved = -1, "", folder.resolve()
    for line in table.splitlines():
        _device, point, found, *_rest = line.split()
        place = Path(point.replace("\\040", " "))
        if resolved.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def _bodies_of_routes() -> list[str]:
    """Bodies of every route of every city, each once."""
    return list(
        dict.fromkeys(
            body
            for city in pinning.cities()
            for route in pinning.routes_now(city).values()
            for body in route.bodies
        )
    )


def _working(roster: BodyRoster, role: str) -> list[str]:
    """Members with that seat whose account can log in and may hold keys."""
    ids = [UUID(seat.member) for seat in roster.seats if seat.role == role]
    people: Iterable[Member] = Member.objects.filter(pk__in=ids).select_related("user")
    return [person.pk.hex for person in people if not refusal_to_hold_keys(person.user)]


def _error(message: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, message, remedy)
