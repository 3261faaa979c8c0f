"""``manage.py measure``: check a measure's file, print the template, or take a file in."""

import sys
from pathlib import Path
from typing import Any, NoReturn

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from cms.pages.measure import MeasurePage, measure_page
from cms.pages.scheme import MeasureCard
from cms.regulation.document import ParsedRegulation, parse_regulation, template_source
from cms.regulation.findings import Finding, RegulationErrors
from cms.regulation.schema import Regulation


class Command(BaseCommand):
    """``check FILE`` and ``template`` need no database; ``accept FILE`` writes a version."""

    help = "check FILE: judge a measure's file. template: print an annotated one. accept FILE: take it in."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the three verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help=_("检查办法文件，不写入任何内容"))
        check.add_argument("file", type=Path)
        verbs.add_parser("template", help=_("输出带说明的模板"))
        accept = verbs.add_parser("accept", help=_("检查并载入办法文件"))
        accept.add_argument("file", type=Path)
        accept.add_argument("--by", default="", help=_("载入人的账号"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says. Exit status 1 for a file that is no valid measure."""
        if options["verb"] == "template":
            self.stdout.write(template_source().decode(), ending="")
            return
        parsed = self._parsed(options["file"])
        self._describe(parsed)
        if options["verb"] == "accept":
            self._accept(parsed, options["by"])

    def _parsed(self, path: Path) -> ParsedRegulation:
        try:
            source = path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("读不出文件 %(path)s：%(reason)s。请核对路径和权限。")
                % {"path": path, "reason": _reason(error)}
            ) from None
        try:
            return parse_regulation(source)
        except RegulationErrors as errors:
            self._refuse(path, errors.findings)

    def _refuse(self, path: Path, findings: tuple[Finding, ...]) -> NoReturn:
        self.stdout.write(_("行 · 项目 · 现为 · 应为"))
        for finding in findings:
            line = _("第%(line)d行") % {"line": finding.line} if finding.line else _("整个文件")
            columns = (line, finding.path or "—", finding.found or "—", finding.expected or "—")
            self.stdout.write(" · ".join(columns))
            self.stdout.write(f"    {finding.say(_)}")
        self.stdout.write(
            _("%(path)s 有 %(count)d 处错误，没有载入。") % {"path": path.name, "count": len(findings)}
        )
        sys.exit(1)

    def _describe(self, parsed: ParsedRegulation) -> None:
        """Say what the measure says, what it leaves unsaid, and what the office has to enter besides."""
        regulation = parsed.regulation
        page = _page(parsed)
        instrument = regulation.instrument
        self.stdout.write(f"{instrument.title}（{instrument.doc_no or _('原文未载文号')}）")
        self.stdout.write(
            _("代号 %(code)s，%(city)s，%(day)s起施行，%(last)s")
            % {
                "code": regulation.code,
                "city": regulation.city,
                "day": instrument.effective_on.isoformat(),
                "last": _("有效期至 %(day)s") % {"day": instrument.last_day.isoformat()}
                if instrument.last_day
                else _("有效期未规定"),
            }
        )
        self.stdout.write(f"SHA-256 {parsed.sha256}")
        self._stages(page)
        self._list(
            _("规定了："),
            [f"{fact.label}：{'；'.join(fact.words)}（{_places(fact.articles)}）" for fact in page.stated],
        )
        unsaid = [fact.label for fact in page.unstated] + [point.question for point in page.silences]
        self._list(_("没有规定，网站将显示“未规定”："), list(dict.fromkeys(unsaid)))
        self._list(_("载入后还须在后台补填，才能发布名单："), _still_missing())

    def _stages(self, page: MeasurePage) -> None:
        rows = []
        for stage in page.stages:
            notes = [stage.period, "" if stage.published_here else _("不在本站发布")]
            row = "，".join(filter(None, (stage.name, stage.publisher, *notes)))
            rows.append(f"{row}（{_places(stage.articles)}）")
        self._list(_("环节："), rows)

    def _list(self, heading: str, rows: list[str]) -> None:
        if rows:
            self.stdout.write(heading)
            for row in rows:
                self.stdout.write(f"  - {row}")

    def _accept(self, parsed: ParsedRegulation, username: str) -> None:
        # The action reads tables; `check` and `template` must run without any.
        from cms.actions.measures import accept_measure, missing_for_publication

        # By name: what stands above `cms` is not imported by it.
        home = apps.get_model("home", "HomePage").objects.first()
        if home is None:
            raise CommandError(_("还没有首页，办法无处挂接。请先在后台建立首页。"))
        user = get_user_model().objects.filter(username=username).first()
        if username and user is None:
            raise CommandError(_("没有账号“%(name)s”。请核对 --by。") % {"name": username})
        try:
            measure, scheme, created = accept_measure(parsed=parsed, by=user, home=home)
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            _("已载入为第%(version)d版。") % {"version": measure.version}
            + (_("已建立“%(title)s”的页面、用户组和审核流程。") % {"title": scheme.title} if created else "")
        )
        self._list(_("还缺："), missing_for_publication(scheme))


def _reason(error: OSError) -> str:
    """Why a file cannot be read, in the reader's language."""
    reasons = {
        FileNotFoundError: _("没有这个文件"),
        IsADirectoryError: _("这是一个目录"),
        PermissionError: _("没有读取权限"),
    }
    return reasons.get(type(error), type(error).__name__)


def _page(parsed: ParsedRegulation) -> MeasurePage:
    """The page the measure would have, without a stored version behind it."""
    regulation: Regulation = parsed.regulation
    instrument = regulation.instrument
    status = instrument.status_on(clock.today())
    card = MeasureCard(
        title=instrument.title,
        doc_no=instrument.doc_no or "",
        issuer=instrument.issuer,
        version=0,
        url="",
        status=status,
        status_label="",
        effective_on=instrument.effective_on,
        expires_on=instrument.last_day,
    )
    return measure_page(regulation, card=card, versions=(), sha256=parsed.sha256, is_current=False)


def _places(articles: Any) -> str:
    return "、".join(article.label for article in articles)


def _still_missing() -> list[str]:
    return [
        _("异议受理电话及受理时间，邮寄地址或现场地点"),
        _("向社会公开的异议、投诉举报处理流程"),
        _("主办单位"),
        _("编辑、审核、发布人员的账号"),
        _("历届获奖情况（补录完整前，限制申报的核对只作提示）"),
    ]
