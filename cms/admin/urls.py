"""Addresses of the office's own views, below /admin/gongshi/."""

from django.urls import path

from cms.admin.views import (
    accounts,
    attachments,
    beginnings,
    changes,
    conclusion,
    desk,
    dossier,
    imports,
    lists,
    measures,
    overrides,
    records,
    review,
    schedule,
    scheme,
    withholding,
)

app_name = "gongshi"
urlpatterns = [
    path("", desk.Desk.as_view(), name="desk"),
    path("scheme/<int:scheme_id>/", scheme.SchemeSettings.as_view(), name="scheme"),
    path("scheme/<int:scheme_id>/open/", beginnings.OpenEdition.as_view(), name="open_edition"),
    path("edition/<int:edition_id>/", desk.Edition.as_view(), name="edition"),
    path("edition/<int:edition_id>/new/", beginnings.NewNotice.as_view(), name="new_notice"),
    path("edition/<int:edition_id>/records/", records.Records.as_view(), name="records"),
    path("edition/<int:edition_id>/dossier/", dossier.ExportDossier.as_view(), name="dossier"),
    path("notice/<int:notice_id>/list/", lists.EditList.as_view(), name="list"),
    path("notice/<int:notice_id>/list/compare/", lists.CompareLists.as_view(), name="compare_lists"),
    path("notice/<int:notice_id>/import/", imports.ListUpload.as_view(), name="import_list"),
    path(
        "notice/<int:notice_id>/import/template/",
        imports.ListTemplate.as_view(),
        name="import_list_template",
    ),
    path("notice/<int:notice_id>/import/<int:run_id>/", imports.ListRun.as_view(), name="import_list_run"),
    path(
        "notice/<int:notice_id>/import/<int:run_id>/report/",
        imports.ListReport.as_view(),
        name="import_list_report",
    ),
    path("scheme/<int:scheme_id>/import/", imports.HistoryUpload.as_view(), name="import_history"),
    path(
        "scheme/<int:scheme_id>/import/template/",
        imports.HistoryTemplate.as_view(),
        name="import_history_template",
    ),
    path(
        "scheme/<int:scheme_id>/import/<int:run_id>/", imports.HistoryRun.as_view(), name="import_history_run"
    ),
    path(
        "scheme/<int:scheme_id>/import/<int:run_id>/report/",
        imports.HistoryReport.as_view(),
        name="import_history_report",
    ),
    path("external/import/", imports.ExternalUpload.as_view(), name="import_external"),
    path("external/import/template/", imports.ExternalTemplate.as_view(), name="import_external_template"),
    path("external/import/<int:run_id>/", imports.ExternalRun.as_view(), name="import_external_run"),
    path(
        "external/import/<int:run_id>/report/", imports.ExternalReport.as_view(), name="import_external_report"
    ),
    path("notice/<int:notice_id>/changes/", changes.Changes.as_view(), name="changes"),
    path("notice/<int:notice_id>/changes/one/", changes.Change.as_view(), name="change"),
    path("notice/<int:notice_id>/attachments/", attachments.Attachments.as_view(), name="attachments"),
    path("notice/<int:notice_id>/overrides/", overrides.Overrides.as_view(), name="overrides"),
    path("notice/<int:notice_id>/review/", review.Review.as_view(), name="review"),
    path("notice/<int:notice_id>/review/clear/", review.ClearHit.as_view(), name="clear_hit"),
    path(
        "notice/<int:notice_id>/files/<str:sha256>/confirm/",
        review.ConfirmFile.as_view(),
        name="confirm_file",
    ),
    path("notice/<int:notice_id>/schedule/", schedule.Schedule.as_view(), name="schedule"),
    path("notice/<int:notice_id>/recall/", review.Recall.as_view(), name="recall"),
    path("published/<int:seal_id>/amend/", beginnings.Amend.as_view(), name="amend"),
    path("published/<int:seal_id>/conclude/", conclusion.Conclude.as_view(), name="conclude"),
    path("published/<int:seal_id>/withhold/", withholding.Withhold.as_view(), name="withhold"),
    path("withholdings/", withholding.Withholdings.as_view(), name="withholdings"),
    path("withholdings/<int:withholding_id>/", withholding.Decide.as_view(), name="decide"),
    path("accounts/", accounts.Accounts.as_view(), name="accounts"),
    path("accounts/<int:user_id>/", accounts.Account.as_view(), name="account"),
    path("measures/", measures.Measures.as_view(), name="measures"),
    path("measures/new/", measures.TakeIn.as_view(), name="take_in"),
    path("measures/<int:measure_id>/", measures.OneMeasure.as_view(), name="measure"),
]
