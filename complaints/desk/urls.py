"""Addresses of the desk, below /admin/complaints/desk/. A page of a case begins with `<uuid:case_id>/`."""

from django.urls import path

from complaints.desk import case_views, list_views, resuming

app_name = "channel_desk"
urlpatterns = [
    path("", list_views.CaseList.as_view(), name="list"),
    path("resume/", resuming.Resume.as_view(), name="resume"),
    path("<uuid:case_id>/", case_views.CasePage.as_view(), name="case"),
]
