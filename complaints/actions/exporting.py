"""Taking a case out as a sealed bundle, and one file of it as it was given. Both are recorded in the case's chain.

A bundle is for a member who holds a key to the case anyway, or stands under forty digits that go another road than the
file. Nobody gets a key by it whom the case shuts out.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints import keystore, vault
from complaints.actions.holding import Held, hold
from complaints.bundles import Bundle, Part, make_bundle, to_member, under_digits
from complaints.case_masks import hidden_files, masks_of
from complaints.case_text import case_text, exported
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.intake.file_facts import clean_name
from complaints.members.pages import name_of
from complaints.models import Case, KeyWrap, Member
from complaints.reading import is_whole, open_file
from complaints.rights import Act
from complaints.roots import city_of, read_roots
from complaints.rosters import rosters_of
from complaints.routing import HANDLER
from complaints.staged import StagedFile

TEXT_NAME = "000-案卷.txt"
TEXT_TYPE = "text/plain; charset=utf-8"


def recipients(case: Case) -> dict[Member, bytes]:
    """Who holds a key to the case and sits on a roster of its city, with the public key of that seat."""
    roots = read_roots(keystore.keys_folder())
    rosters = rosters_of(body for body in roots.bodies if city_of(body) == case.city)
    seats = {
        seat.member: seat.kem_pk
        for roster in rosters.values()
        for seat in roster.seats
        if seat.role == HANDLER
    }
    wraps = (
        KeyWrap.objects.filter(case=case).select_related("member__user").order_by("member__user__username")
    )
    return {wrap.member: seats[wrap.member.pk.hex] for wrap in wraps if wrap.member.pk.hex in seats}


@sensitive_variables()
@transaction.atomic
def export(*, case: Case, to: UUID | None, code: str, internal: bool, by: Hand, now: dt.datetime) -> Bundle:
    """The case as a bundle, masks applied, sealed while it is sent.

    :param to: the member it is for; None where it stands under `code`, forty digits as `vault.new_recovery_code` makes.
    :param internal: whether the handlers' own notes come along. Raises CaseGone and NotAllowed as `hold`, ActionRefused
        for a recipient without a key to the case, or a file that is not there in full; its chunks raise vault.Refused for
        one that was changed.
    """
    held = hold(case=case, act=Act.EXPORT, by=by, now=now)
    bundle, secret = uuid.uuid4(), vault.new_secret()
    if to is None:
        sealed = under_digits(secret, code, bundle)
    else:
        publics = {member.pk: public for member, public in recipients(held.case).items()}
        if to not in publics:
            raise ActionRefused(_("这名成员没有本案的密钥，不能导出给他。"))
        sealed = to_member(secret, publics[to], bundle)
    parts = _parts(held, internal=internal)
    held.event(
        "entry",
        {
            "entry": "export",
            "bundle": bundle.hex,
            "to": to.hex if to else "digits",
            "files": len(parts) - 1,
            "internal": internal,
        },
    )
    return make_bundle(
        bundle=bundle,
        secret=secret,
        sealed_key=sealed,
        about={"number": held.case.number, "made": held.day.isoformat()},
        parts=parts,
        sign=keystore.installation().sign,
    )


@sensitive_variables()
@transaction.atomic
def take_file(*, case: Case, blob: str, by: Hand, now: dt.datetime) -> tuple[StagedFile, Iterator[bytes]]:
    """A file with its bytes as the reporter gave them.

    Raises CaseGone for none of this case, ActionRefused for one that is masked, or whose sealed bytes are not there in full.
    """
    held = hold(case=case, act=Act.EXPORT, by=by, now=now)
    file = next((each for entry in held.opened.entries for each in entry.files if each.blob == blob), None)
    if file is None:
        raise CaseGone
    if blob in hidden_files(masks_of(held.opened)):
        raise ActionRefused(_("这个文件已经遮盖，不能下载。"))
    if not is_whole(file):
        raise ActionRefused(_("这个文件不在或者不完整，不能下载。请告知系统管理人员。"))
    held.event("entry", {"entry": "download", "file": blob})
    return file, open_file(file)


@sensitive_variables()
def _parts(held: Held, *, internal: bool) -> list[Part]:
    hidden = hidden_files(masks_of(held.opened))
    files = [
        file
        for entry in exported(held.opened, internal=internal)
        for file in entry.files
        if file.blob not in hidden
    ]
    names = _file_names(files)
    missing = [names[file.blob] for file in files if not is_whole(file)]
    if missing:
        raise ActionRefused(
            _("下列文件不在或者不完整，不能导出：%(names)s。请告知系统管理人员。")
            % {"names": "、".join(missing)}
        )
    people = {member.pk.hex: name_of(member) for member in Member.objects.select_related("user")}
    text = case_text(
        held.opened,
        internal=internal,
        names=people,
        roots=read_roots(keystore.keys_folder()),
        file_names=names,
        day=held.day,
    )
    return [
        Part.of(TEXT_NAME, TEXT_TYPE, text.encode()),
        *(
            Part(names[file.blob], file.media_type, file.length, file.sha256, partial(open_file, file))
            for file in files
        ),
    ]


def _file_names(files: list[StagedFile]) -> Mapping[str, str]:
    """Names for a folder, by blob: numbered, so that no two are equal and none hides another."""
    return {file.blob: f"{number:03d}-{clean_name(file.name)}" for number, file in enumerate(files, start=1)}
