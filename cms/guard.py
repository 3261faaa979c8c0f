"""No write makes a notice public without clearance and seal, or hides or alters what is sealed.

Wagtail has many ways to publish, and the publish button is none that a `publish()` override would see. So the guard
stands on the signals of every save of every page, inside that save's own transaction: before it, the rules are asked
and a clearance of exactly this content is required; after it, the seal is written. Refusals are PermissionDenied, so
that the admin answers with a redirect and never with an error page.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from cms import clock
from cms.actions.sealing import seal_notice
from cms.clearing import assess
from cms.drafts import AUTHORED, authored_values
from cms.models import Clearance, EditionPage, Notice, SchemePage, Seal
from cms.seals import Leaf, make_leaves, parse_body, root_of

PUBLIC_COLUMNS = frozenset({"live", "live_revision", "slug", "url_path", "expired"})
"""A save limited to other columns changes nothing the public could see."""


class PublicationRefused(PermissionDenied):
    """The write would break what the public relies on; the message says what and what to do."""


def _is_notice(page: Page) -> bool:
    """By content type, not by class: `Page.objects.get()` gives base instances that skip the subclass."""
    if isinstance(page, Notice):
        return True
    return bool(page.content_type_id) and page.content_type_id == ContentType.objects.get_for_model(Notice).pk


def before_save(sender: type, instance: Page, **kwargs: Any) -> None:
    """Receiver of pre_save on every page class. Raises PublicationRefused."""
    if kwargs.get("raw") or not isinstance(instance, Page):
        return
    fields = kwargs.get("update_fields")
    if fields is not None and not PUBLIC_COLUMNS & set(fields):
        return
    if isinstance(instance, SchemePage | EditionPage):
        _keep_address(instance)
    if not _is_notice(instance):
        return
    seal = Seal.objects.filter(notice_id=instance.pk).first() if instance.pk else None
    if seal is not None:
        _keep_sealed(instance, seal)
    elif instance.live:
        if not isinstance(instance, Notice):
            raise PublicationRefused(_("公告只能经审核批准后发布。"))
        instance.pending_seal = _require_clearance(instance)


def after_save(sender: type, instance: Page, **kwargs: Any) -> None:
    """Receiver of post_save: write the seal for a notice that the guard let out, in the same transaction."""
    if kwargs.get("raw") or not isinstance(instance, Notice):
        return
    pending = instance.__dict__.pop("pending_seal", None)
    if pending is None:
        return
    assessment, clearance = pending
    seal_notice(notice=instance, assessment=assessment, clearance=clearance)


def before_delete(sender: type, instance: Page, **kwargs: Any) -> None:
    """Receiver of pre_delete: a sealed notice, or anything above one, stays. Drafts may go."""
    if isinstance(instance, Page) and Seal.objects.filter(notice__path__startswith=instance.path).exists():
        raise PublicationRefused(_("其中有已经发布的公告，不能删除。"))


def before_move(sender: type, instance: Page, **kwargs: Any) -> None:
    """Receiver of pre_page_move: an address that was published does not move, nor does anything above it."""
    if kwargs.get("parent_page_before") == kwargs.get("parent_page_after"):
        return
    if Seal.objects.filter(notice__path__startswith=instance.path).exists():
        raise PublicationRefused(_("其中有已经发布的公告，地址不能变动，不能移动。"))


def before_restriction(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Receiver of pre_save on view restrictions: what is sealed is public for everybody, and so is what stands above it."""
    if Seal.objects.filter(notice__path__startswith=instance.page.path).exists():
        raise PublicationRefused(_("已经发布的公告对所有人公开，不能设置访问限制。"))


def _keep_address(page: Page) -> None:
    """Scheme and edition keep their slug, and the edition its measure, once a notice below is sealed."""
    if not page.pk:
        return
    stored = type(page).objects.filter(pk=page.pk).first()
    if stored is None or not Seal.objects.filter(notice__path__startswith=stored.path).exists():
        return
    if page.slug != stored.slug:
        raise PublicationRefused(_("其下已有发布的公告，地址段不能修改。"))
    if isinstance(page, EditionPage) and page.measure_id != stored.measure_id:
        raise PublicationRefused(_("本届已有发布的公告，所依据的办法不能更换。"))
    if not page.live:
        raise PublicationRefused(_("其下已有发布的公告，不能撤下。"))


def _keep_sealed(instance: Page, seal: Seal) -> None:
    """A sealed notice stays live, at its address, with its content."""
    if not instance.live:
        raise PublicationRefused(
            _("公告已经发布，不能撤下。需要更正的，请发布更正公告；含依法不得公开内容的，请使用“紧急隐去”。")
        )
    stored_slug = Page.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if instance.slug != stored_slug:
        raise PublicationRefused(_("公告已经发布，地址段不能修改。"))
    if not isinstance(instance, Notice):
        raise PublicationRefused(_("公告已经发布，只能通过更正公告修改。"))
    if differs_from_seal(instance, seal):
        raise PublicationRefused(_("公告已经发布并封存，内容不能修改。请发布更正公告。"))


def differs_from_seal(notice: Notice, seal: Seal) -> list[str]:
    """Types of the leaves in which a notice's own row says something else than its seal; withheld leaves are not compared."""
    if notice.entry_list_id != seal.entry_list_id:
        return ["entry"]
    leaves = parse_body(seal.body).leaves
    kept = [leaf.value for leaf in leaves if leaf.value and leaf.value["t"] in AUTHORED - {"entry"}]
    # An erased leaf cannot be compared, and the row it came from was erased with it.
    erased = {leaf.withheld["t"] for leaf in leaves if leaf.withheld}
    own = authored_values(notice)
    changed = [value for value in own if value not in kept] + [value for value in kept if value not in own]
    found = {value["t"] for value in changed} - erased
    if _names_other_awards(notice, leaves):
        found.add("revoked")
    return sorted(found)


def _names_other_awards(notice: Notice, leaves: Sequence[Leaf]) -> bool:
    """Whether the row names other awards, grounds or findings than its sealed leaves; erased ones are not compared."""
    sealed = [leaf.value for leaf in leaves if leaf.value and leaf.value["t"] in ("revoked", "reinstated")]
    erased = sum(1 for leaf in leaves if leaf.withheld and leaf.withheld["t"] in ("revoked", "reinstated"))
    own = {row.get("record", ""): row for row in notice.revocations}
    if len(own) != len(sealed) + erased:
        return True
    return any(
        value["record"] not in own
        or value["finding"] != own[value["record"]].get("finding", "").strip()
        or not _same_ground(value.get("ground", ""), own[value["record"]].get("ground", ""))
        for value in sealed
    )


def _same_ground(sealed: str, own: str) -> bool:
    """A draft may give a ground by its own key where only one case of the measure has it; the seal holds `case.ground`."""
    return sealed == own or (bool(own) and sealed.endswith(f".{own}"))


def _require_clearance(notice: Notice) -> tuple[Any, Clearance]:
    """The rules as they stand now, and a clearance of exactly what they were asked about. Raises PublicationRefused."""
    clearance = (
        Clearance.objects.filter(notice_id=notice.pk, seal=None).order_by("-pk").first()
        if notice.pk
        else None
    )
    if clearance is None:
        raise PublicationRefused(_("公告未经审核批准，不能发布。请提交审核，由撰稿人以外的审核人批准。"))
    assessment = assess(notice, clock.now())
    if not assessment.allowed:
        raise PublicationRefused(" ".join(verdict.render(_) for verdict in assessment.standing))
    salts = json.loads(clearance.salts or "[]")
    if (
        len(salts) != len(assessment.values)
        or root_of(make_leaves(assessment.values, salts)) != clearance.digest
    ):
        raise PublicationRefused(
            _("要发布的内容与批准时所见的不一致（可能是内容被改动，或日期已推移）。请重新提交审核。")
        )
    return assessment, clearance
