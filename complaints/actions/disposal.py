"""On what grounds a case may be destroyed: it was handed to an archive, or two people decided so (鉴定销毁).

Only a case whose period is over and that no hold stops takes such a record. Nothing is destroyed here: that is done at the
server (`complaints.destruction`), which asks everything again.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused, FourEyes
from cms.windows import beijing_day
from complaints.actions.endings import check_archivist
from complaints.endings import Stand
from complaints.models import Case, Disposal, DisposalWay
from complaints.rights import Act, Role, verdict
from complaints.selectors.endings import EndedCase, ended_case
from complaints.wording_endings import STANDS

LONGEST_REFERENCE = 100


@transaction.atomic
def record(*, number: str, way: str, reference: str, by: Any, now: dt.datetime) -> Disposal:
    """Record a hand-over, which suffices, or the first person's decision, which a second one has to confirm.

    :param reference: the number of the hand-over list or of the decision, no content. Raises ActionRefused.
    """
    check_archivist(by)
    if way not in DisposalWay.values:
        raise ActionRefused(_("请选择移交档案机构或者鉴定销毁。"))
    reference = " ".join(reference.split())
    if not 1 <= len(reference) <= LONGEST_REFERENCE:
        raise ActionRefused(
            _("请填写移交清单或者鉴定意见的文号，不超过%(most)d个字。") % {"most": LONGEST_REFERENCE}
        )
    found = _wanted(number, Stand.WANTS_GROUNDS, now)
    Disposal.objects.filter(
        case_id=found.id
    ).delete()  # a record from before the period was over counts no more
    return Disposal.objects.create(
        case_id=found.id,
        number=found.number,
        way=way,
        reference=reference,
        first_by=by,
        day=beijing_day(now),
    )


@transaction.atomic
def confirm(*, number: str, by: Any, now: dt.datetime) -> Disposal:
    """The second person's decision. Raises FourEyes for the first person, ActionRefused otherwise."""
    check_archivist(by)
    disposal = _wanted(number, Stand.WANTS_SECOND, now).disposal
    if disposal is None or disposal.first_by_id == by.pk:
        raise FourEyes(_("鉴定销毁要由两个人决定。您是第一人，请另一名档案管理人员确认。"))
    disposal.second_by, disposal.day = by, beijing_day(now)
    disposal.save(update_fields=["second_by", "day"])
    return disposal


@transaction.atomic
def take_back(*, number: str, by: Any, now: dt.datetime) -> None:
    """Take a record away, as long as the case is there. Raises ActionRefused where there is none."""
    check_archivist(by)
    deleted, _of_each = Disposal.objects.filter(number=number, case__isnull=False).delete()
    if not deleted:
        raise ActionRefused(_("案件 %(number)s 没有可以撤回的销毁依据。") % {"number": number})


def _wanted(number: str, stand: Stand, now: dt.datetime) -> EndedCase:
    """The case in that stand, its row locked. Raises ActionRefused with where it stands instead."""
    Case.objects.select_for_update().filter(number=number).first()
    found = ended_case(number, beijing_day(now))
    if found is None or not verdict(Role.ARCHIVIST, Act.DISPOSE, found.state).allowed:
        raise ActionRefused(_("没有编号为 %(number)s 的已办结案件。") % {"number": number})
    if found.stand is not stand:
        raise ActionRefused(
            _("案件 %(number)s 现在的情况是“%(stand)s”，没有登记。")
            % {"number": number, "stand": STANDS[found.stand]}
        )
    return found
