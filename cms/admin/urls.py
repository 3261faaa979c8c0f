"""Addresses of the office's own views, below /admin/gongshi/."""

from django.urls import path

from cms.admin.views import (
    attachments,
    beginnings,
    changes,
    conclusion,
    desk,
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
    path("notice/<int:notice_id>/list/", lists.EditList.as_view(), name="list"),
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
    path("measures/", measures.Measures.as_view(), name="measures"),
    path("measures/new/", measures.TakeIn.as_view(), name="take_in"),
    path("measures/<int:measure_id>/", measures.OneMeasure.as_view(), name="measure"),
]
