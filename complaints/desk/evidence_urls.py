"""Addresses of what is looked at, printed, hidden and taken out of a case; part of `complaints.desk.urls`."""

from django.urls import path

from complaints.desk import bundle_views, evidence_views, marking_views, notice_views

urlpatterns = [
    path("<uuid:case_id>/files/", evidence_views.Evidence.as_view(), name="evidence"),
    path("<uuid:case_id>/files/<slug:blob>/", evidence_views.FilePage.as_view(), name="file"),
    path("<uuid:case_id>/files/<slug:blob>/take/", evidence_views.TakeFile.as_view(), name="file_take"),
    path("<uuid:case_id>/files/<slug:blob>/<int:page>/", evidence_views.FilePage.as_view(), name="file"),
    path(
        "<uuid:case_id>/files/<slug:blob>/<int:page>/picture/",
        evidence_views.FilePicture.as_view(),
        name="file_picture",
    ),
    path("<uuid:case_id>/notices/", notice_views.Notices.as_view(), name="notices"),
    path("<uuid:case_id>/notices/<uuid:entry_id>/", notice_views.PrintNotice.as_view(), name="notice"),
    path("<uuid:case_id>/entries/<uuid:entry_id>/mask/", marking_views.SetMask.as_view(), name="mask"),
    path("<uuid:case_id>/entries/<uuid:entry_id>/redact/", marking_views.Redact.as_view(), name="redact"),
    path("<uuid:case_id>/export/", bundle_views.Export.as_view(), name="export"),
]
