"""Addresses of the two sheets for whoever leads, below /admin/complaints/desk/."""

from django.urls import path

from complaints.desk import overview_views

urlpatterns = [
    path("summary/", overview_views.Summary.as_view(), name="summary"),
    path("<uuid:case_id>/overview/", overview_views.CaseOverview.as_view(), name="overview"),
]
