"""The edit form of a notice: what it is, its words, its list, its files, what must be on record, what the rules say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel, ObjectList, Panel

from cms import clock, permissions
from cms.admin import access
from cms.admin.consequences import preview_lines
from cms.admin.corrections import change_lines, published_rows
from cms.admin.fields import corrects_list, has_list
from cms.admin.forms.notice import NoticeForm
from cms.admin.judgement import Judgement, judge
from cms.admin.named_awards import named_in, names_awards
from cms.admin.prerequisites import own_body, prerequisites
from cms.models import ContactChannel, Notice, NoticeAct
from cms.roles import OVERRIDE, WITHHOLD
from cms.selectors.register import named_records

FIRST_ROWS = 10


class NoticePanel(Panel):
    """A part of the form that shows and links, and holds no field. Subclasses name a template and its context."""

    template_name = ""

    class BoundPanel(Panel.BoundPanel):
        """The part for one notice."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template_name

        @property
        def notice(self) -> Notice:
            """The newest draft, as the form holds it."""
            notice: Notice = self.instance
            return notice

        def judgement(self) -> Judgement:
            """The judgement on the draft, asked for once a page however many parts show it."""
            request = self.request
            if not hasattr(request, "_judgement"):
                request._judgement = judge(self.notice)
            found: Judgement = request._judgement
            return found

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The notice, its edition, and what the part adds."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            notice = self.notice
            changeable = access.may(access.check_change, self.request.user, notice)
            return context | {
                "notice": notice,
                "edition": notice.edition,
                "changeable": changeable,
                "request": self.request,
            }


class IdentityPanel(NoticePanel):
    """Stage, act, address, edition and measure: chosen when the draft was begun, read-only since."""

    template_name = "cms/admin/panels/identity.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See IdentityPanel."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Stage and amended notice beside the common values."""
            context = super().get_context_data(parent_context)
            may_withhold = permissions.holds(self.request.user, WITHHOLD, self.notice.edition.scheme)
            return context | {
                "stage": self.notice.stage,
                "amended": self.notice.amends,
                "may_withhold": may_withhold,
                # A refusal is written to the row, not to the revision that the form holds.
                "refused_reason": Notice.objects.values_list("refused_reason", flat=True).get(
                    pk=self.notice.pk
                ),
            }


class ChannelsPanel(NoticePanel):
    """The contact channels that will be printed, from the scheme's settings."""

    template_name = "cms/admin/panels/channels.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See ChannelsPanel."""

        def is_shown(self) -> bool:
            """Only a publicity prints how to object."""
            return self.notice.stage_type == "publicity"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Channels and process text of the scheme."""
            context = super().get_context_data(parent_context)
            scheme = self.notice.edition.scheme
            channels = ContactChannel.objects.filter(scheme=scheme)
            may_set = access.may(access.check_settings, self.request.user, scheme)
            return context | {"scheme": scheme, "channels": channels, "may_set": may_set}


class ListPanel(NoticePanel):
    """The list: counts against the caps, its first rows, the way to the editor."""

    template_name = "cms/admin/panels/list.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See ListPanel."""

        def is_shown(self) -> bool:
            """Where the notice names entries or corrects some."""
            return has_list(self.notice) or corrects_list(self.notice)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Counts, the first rows, what a correction changes."""
            context = super().get_context_data(parent_context)
            notice = self.notice
            rows = notice.entry_list.entries.all() if notice.entry_list else ()
            return context | {
                "counts": self.judgement().counts,
                "rows": list(rows[:FIRST_ROWS]),
                "total": notice.entry_list.entries.count() if notice.entry_list else 0,
                "correcting": corrects_list(notice),
                "changes": change_lines(notice, published_rows(notice)) if corrects_list(notice) else [],
                "tiers": {tier.key: tier.name for tier in notice.edition.regulation.award.tiers},
            }


class AwardsPanel(NoticePanel):
    """The awards a revocation takes away or a reinstatement gives back, and the way to pick them."""

    template_name = "cms/admin/panels/awards.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See AwardsPanel."""

        def is_shown(self) -> bool:
            """Where the notice names awards."""
            return names_awards(self.notice)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Each award with what it would bring, or what it gives back."""
            context = super().get_context_data(parent_context)
            notice = self.notice
            grounded = notice.act == NoticeAct.ORIGINAL
            known = named_records(notice)
            revoked_on = notice.signed_date or clock.today()
            return context | {
                "named": named_in(notice),
                "grounded": grounded,
                "preview": preview_lines(known, notice.revocations, notice.edition.measure, revoked_on)
                if grounded
                else [],
            }


class AttachmentsPanel(NoticePanel):
    """The attached files, what the search for personal numbers found, the way to add one."""

    template_name = "cms/admin/panels/attachments.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See AttachmentsPanel."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The files as the rules see them."""
            context = super().get_context_data(parent_context)
            return context | {"files": self.judgement().assessment.facts.attachments}


class PrerequisitesPanel(NoticePanel):
    """The earlier acts this notice rests on, each recorded or not."""

    template_name = "cms/admin/panels/prerequisites.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See PrerequisitesPanel."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Every act with its article and its record."""
            context = super().get_context_data(parent_context)
            return context | {"items": prerequisites(self.notice), "body": own_body(self.notice)}


class VerdictPanel(NoticePanel):
    """What the rules say about publishing now and tomorrow morning, and the way on: submit, or say why in spite of it."""

    template_name = "cms/admin/panels/verdicts.html"

    class BoundPanel(NoticePanel.BoundPanel):
        """See VerdictPanel."""

        def is_shown(self) -> bool:
            """A sealed notice was judged; its verdicts are in the seal."""
            return self.notice.sealed is None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The judgement, and what this person may do about it."""
            context = super().get_context_data(parent_context)
            notice, user = self.notice, self.request.user
            tester = notice.permissions_for_user(user)
            return context | {
                "judgement": self.judgement(),
                "may_submit": context["changeable"] and tester.can_submit_for_moderation(),
                "may_override": context["changeable"]
                and permissions.holds(user, OVERRIDE, notice.edition.scheme),
                "in_review": notice.workflow_in_progress,
            }


class BonusPanel(NoticePanel):
    """The amounts of a decision, one field a tier and kind."""

    template_name = "cms/admin/panels/bonuses.html"

    def get_form_options(self) -> dict[str, Any]:
        """The JSON column, which the form replaces by amounts."""
        return {"fields": ["bonuses"]}

    class BoundPanel(NoticePanel.BoundPanel):
        """See BonusPanel."""

        def is_shown(self) -> bool:
            """Where the form has amounts."""
            return bool(self.form and self.form.bonus_fields)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The amounts' fields."""
            return super().get_context_data(parent_context) | {"fields": self.form.bonus_fields}


def _field(name: str) -> FieldPanel:
    return FieldPanel(name)


class NoticeLayout(ObjectList):
    """The parts one below the other, without tabs, in the frame that Wagtail's comments look for."""

    class BoundPanel(ObjectList.BoundPanel):
        """See NoticeLayout."""

        template_name = "cms/admin/panels/layout.html"


def notice_edit_handler() -> ObjectList:
    """The form of every notice; `NoticeForm` takes out what does not belong to its type."""
    return NoticeLayout(
        [
            IdentityPanel(heading=_("这份公告")),
            _field("title"),
            MultiFieldPanel(
                [_field(n) for n in ("publisher_body", "publisher_name", "publisher_reason", "issuers")],
                heading=_("发布机构"),
            ),
            MultiFieldPanel(
                [_field(n) for n in ("index_no", "doc_no", "subject_class", "signed_date")],
                heading=_("信息公开要素"),
            ),
            MultiFieldPanel(
                [
                    _field(n)
                    for n in (
                        "reason",
                        "lead",
                        "procedure_text",
                        "objection_text",
                        "remedies_text",
                        "closing",
                    )
                ],
                heading=_("公告内容"),
            ),
            MultiFieldPanel(
                [_field(n) for n in ("working_days", "starts_on", "policy_reason")], heading=_("公示期")
            ),
            ListPanel(heading=_("名单")),
            AwardsPanel(heading=_("所涉奖项")),
            _field("secret_count"),
            BonusPanel(heading=_("奖金")),
            AttachmentsPanel(heading=_("附件")),
            ChannelsPanel(heading=_("异议受理渠道")),
            MultiFieldPanel(
                [_field(n) for n in ("third_party_entrusted", "third_party", "media")],
                heading=_("第三方机构和媒体"),
            ),
            PrerequisitesPanel(heading=_("发布前应当完成的事项")),
            _field("scheduled_for"),
            VerdictPanel(heading=_("发布前核对")),
            CommentPanel(),
        ],
        base_form_class=NoticeForm,
    )
