"""The register as the public reads it: an award, and a scheme's awards. The search across schemes is not of this app."""

import csv
import io
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.feeds import in_chinese
from cms.models import SchemePage
from cms.pages import Crumb
from cms.pages.award import AwardRow
from cms.pages.register import RegisterQuery
from cms.selectors.award_page import award_page
from cms.selectors.register_list import all_rows, register_page
from cms.views.caching import keep
from cms.views.presenters import canonical, common
from cms.views.register_forms import SchemeRegisterForm

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula."""


@require_safe
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """One award on its permanent page; 404 for an id that was never given."""
    shown = award_page(public_id, clock.now())
    if shown is None:
        raise Http404
    row = shown.row
    scheme = SchemePage.objects.get(slug=row.scheme_code)
    crumbs = (
        Crumb(scheme.title, f"/{scheme.slug}/"),
        Crumb(_("名册"), f"/{scheme.slug}/register/"),
        Crumb(row.holder or _("依法隐去")),
    )
    context = {"shown": shown, **canonical(row.path), **common(scheme.slug, *crumbs, theme=scheme.theme)}
    return keep(render(request, "cms/award.html", context), shown)


def _asked(form: SchemeRegisterForm) -> RegisterQuery | None:
    """What the address asks, None where it asks something that cannot be: the form then says which field."""
    return form.asked() if form.is_valid() else None


@require_safe
def scheme_register(request: HttpRequest, city: str) -> HttpResponse:
    """A scheme's awards, newest edition first, filtered by what the address asks."""
    scheme = get_object_or_404(SchemePage, slug=city)
    form = SchemeRegisterForm(request.GET, scheme=scheme)
    path = f"/{scheme.slug}/register/"
    query = _asked(form)
    shown = register_page(query or RegisterQuery(), clock.now(), scheme)
    crumbs = (Crumb(scheme.title, f"/{scheme.slug}/"), Crumb(_("名册")))
    context = {"shown": shown, "form": form, "refused": query is None, **canonical(path)}
    context |= common(scheme.slug, *crumbs, theme=scheme.theme)
    return keep(render(request, "cms/register.html", context), shown)


@require_safe
@in_chinese
def scheme_table(request: HttpRequest, city: str) -> HttpResponse:
    """The awards of a scheme that the address asks for, as a table; 404 for a question that cannot be."""
    scheme = get_object_or_404(SchemePage, slug=city)
    query = _asked(SchemeRegisterForm(request.GET, scheme=scheme))
    if query is None:
        raise Http404
    return _table(all_rows(query, clock.today(), scheme), f"{scheme.slug}-awards.csv")


HEADINGS = (
    "奖项名称", "届次", "奖项等次", "类别", "单位名称或姓名", "统一社会信用代码", "工作单位", "职务", "所在县（市、区）",
    "行业", "证书编号", "获奖日期", "获奖年度", "文号", "有效期至", "状态", "状态说明", "状态说明日期", "来源", "名册网址",
)  # fmt: skip
"""Headings of the table, in Chinese for every reader: a table is data, and is shared."""


def _cells(row: AwardRow) -> list[str]:
    mark = row.mark
    return [
        row.award_name,
        row.edition_name,
        row.tier_name,
        row.kind_label,
        "（依法隐去）" if row.withheld else row.holder,
        row.uscc,
        row.unit,
        row.post,
        row.district,
        row.industry,
        row.certificate_no,
        row.awarded_on.isoformat(),
        str(row.title_year),
        row.doc_no,
        row.valid_through.isoformat() if row.valid_through else "",
        row.status_label,
        mark.label if mark else "",
        mark.on.isoformat() if mark else "",
        "上线前记录" if row.before_portal else "表彰决定",
        canonical(row.path)["canonical_url"],
    ]


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _table(rows: Iterable[AwardRow], name: str) -> HttpResponse:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in rows)
    # The mark tells spreadsheets that the file is UTF-8.
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
