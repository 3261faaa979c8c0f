"""The head over all chains, signed once a day by the installation and published; and everything it proves, looked at again.

A worker that was dead for a week signs one head for the day before: it stands for the days that were left out, because
each head goes over everything and over the head before it.

What was published is kept beside the keys too (`complaints.published_heads`), so that an older database does not pass.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cms import clock
from cms.windows import BEIJING, beijing_day
from complaints import keystore, ledger, published_heads, vault
from complaints.chains import Fault, all_chains, faults, standing
from complaints.models import Case, ChainHead, DestroyedCase
from portal import jobs

EVERY = 60  # minutes
AFTER = dt.time(0, 30)
"""Beijing time from which on a day counts as over: whatever was begun before midnight is committed by then."""

START = bytes(32)
"""What the first head has for its predecessor."""


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(EVERY, name="sign_chain_head", dotted_path="complaints.daily_heads.run")


def run() -> None:
    """What the queue runs."""
    sign(now=clock.now())


def sign(*, now: dt.datetime) -> ChainHead | None:
    """Sign the head of the Beijing day before, once. None where it stands already, or there is no key to sign with.

    Once the caller's transaction is committed, if there is one, every head is kept beside the keys. Raises HeadsError then.
    """
    made = _sign(now)
    transaction.on_commit(published_heads.keep)
    return made


@transaction.atomic
def _sign(now: dt.datetime) -> ChainHead | None:
    local = now.astimezone(BEIJING)
    day = beijing_day(now) - dt.timedelta(days=1 if local.time() >= AFTER else 2)
    newest = ChainHead.objects.order_by("-day").first()
    if newest is not None and newest.day >= day:
        return None
    try:
        installation = keystore.installation()
    except vault.Refused:
        return None
    chains = standing(all_chains(), day)
    head = vault.day_head(day, bytes(newest.head) if newest else START, chains)
    made, created = ChainHead.objects.get_or_create(
        day=day,
        defaults={"head": head, "cases": len(chains), "signature": vault.sign_head(installation, day, head)},
    )
    return made if created else None


@dataclass(frozen=True)
class Report:
    """What was walked: cases and their events, destroyed cases, heads, how many of those were computed anew."""

    cases: int
    events: int
    destroyed: int
    heads: int
    computed: int
    problems: tuple[str, ...]


def verify() -> Report:
    """Walk every chain and every head. A head from before the last destruction is checked by its signature alone.

    That is why `manage.py cases destroy` verifies before it destroys.
    Heads that were published and are not here are named by their days. Raises complaints.ledger.LedgerError,
    complaints.published_heads.HeadsError for what beside the keys cannot be read.
    """
    chains = all_chains()
    problems = [_words(fault) for fault in faults(chains)]
    lines = ledger.read()
    problems += _ledger_problems(lines)
    heads = list(ChainHead.objects.order_by("day"))
    # By the ledger, which is no table: a row with another day would keep heads from being computed anew.
    gone = (dt.date.fromisoformat(line.day) for case, line in lines.items() if UUID(case) not in chains)
    last = max(gone, default=None)
    try:
        public = keystore.installation().public
    except vault.Refused:
        public = b""
        if heads:
            problems.append(_("没有安装密钥，每日签名无法核验"))
    previous, computed = START, 0
    for row in heads if public else ():
        told = {"day": row.day.isoformat()}
        text = vault.head_text(public, row.day, bytes(row.head), bytes(row.signature))
        try:
            vault.verify_head(text, [public])
        except vault.Refused:
            problems.append(_("%(day)s 的每日签名没有通过核验") % told)
        if last is None or row.day >= last:
            computed += 1
            if vault.day_head(row.day, previous, standing(chains, row.day)) != bytes(row.head):
                problems.append(
                    _("%(day)s 的每日签名与现有的事件链对不上，当日或以前的事件被改动、删除或添加过") % told
                )
        previous = bytes(row.head)
    problems += published_heads.problems(heads, public)
    return Report(
        cases=len(chains),
        events=sum(len(chain.links) for chain in chains.values()),
        destroyed=DestroyedCase.objects.count(),
        heads=len(heads),
        computed=computed,
        problems=tuple(problems),
    )


def _words(fault: Fault) -> str:
    told = {"number": fault.number, "at": fault.at}
    return {
        "missing": _("案件 %(number)s 没有事件"),
        "broken": _("案件 %(number)s 的第%(at)d个事件没有通过核验"),
        "state": _("案件 %(number)s 的状态与事件链不符"),
    }[fault.what] % told


def _ledger_problems(lines: Mapping[str, ledger.Line]) -> Iterator[str]:
    """Where what the database says of destroyed cases differs from what was written down beside the keys."""
    rows = {row.case.hex: row for row in DestroyedCase.objects.all()}
    for case, row in sorted(rows.items(), key=lambda each: each[1].number):
        line = lines.get(case)
        if line is None:
            yield _("已销毁案件 %(number)s 不在销毁登记中") % {"number": row.number}
        elif (line.head, line.events) != (bytes(row.head).hex(), row.events):
            yield _("已销毁案件 %(number)s 的事件链与销毁登记不符") % {"number": row.number}
        elif _left_by(line) != (row.number, row.city, row.kind, row.outcome, row.year, row.day.isoformat()):
            yield _("已销毁案件 %(number)s 的记录与销毁登记不符") % {"number": line.number}
    known = {*rows, *(case.hex for case in Case.objects.values_list("pk", flat=True))}
    for line in lines.values():
        if line.case not in known:
            yield _("销毁登记中的案件 %(number)s 在数据库里没有记录") % {"number": line.number}


def _left_by(line: ledger.Line) -> tuple[str | int, ...]:
    return line.number, line.city, line.kind, line.outcome, line.year, line.day
