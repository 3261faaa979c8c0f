"""Addresses of the desk, below /admin/complaints/desk/. A page of a case begins with `<uuid:case_id>/`."""

from django.urls import path

from complaints.desk import (
    case_views,
    draft_views,
    entering_urls,
    evidence_urls,
    hold_urls,
    identity_urls,
    key_urls,
    list_views,
    overview_urls,
    remedy_urls,
    writing_views,
)
from complaints.members import resuming

app_name = "channel_desk"
urlpatterns = [
    path("", list_views.CaseList.as_view(), name="list"),
    *entering_urls.urlpatterns,
    *evidence_urls.urlpatterns,
    *hold_urls.urlpatterns,
    *identity_urls.urlpatterns,
    *key_urls.urlpatterns,
    *overview_urls.urlpatterns,
    *remedy_urls.urlpatterns,
    path("resume/", resuming.Resume.as_view(), name="resume"),
    path("<uuid:case_id>/", case_views.CasePage.as_view(), name="case"),
    path("<uuid:case_id>/message/", writing_views.WriteMessage.as_view(), name="message"),
    path("<uuid:case_id>/note/", writing_views.WriteNote.as_view(), name="note"),
    path("<uuid:case_id>/decide/<slug:move>/", writing_views.Decide.as_view(), name="decide"),
    path("<uuid:case_id>/drafts/", draft_views.Drafts.as_view(), name="drafts"),
    path("<uuid:case_id>/extend/", writing_views.Extend.as_view(), name="extend"),
    path("<uuid:case_id>/assign/", case_views.Assign.as_view(), name="assign"),
    path("<uuid:case_id>/track/", case_views.SetTrack.as_view(), name="track"),
    path("<uuid:case_id>/labels/", case_views.Labels.as_view(), name="labels"),
    path("<uuid:case_id>/link/", case_views.Link.as_view(), name="link"),
    path("<uuid:case_id>/linked/<uuid:entry_id>/", case_views.Linked.as_view(), name="linked"),
]
