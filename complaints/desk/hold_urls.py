"""Address of keeping a case from destruction, below /admin/complaints/desk/."""

from django.urls import path

from complaints.desk import hold_views

urlpatterns = [path("<uuid:case_id>/hold/", hold_views.Hold.as_view(), name="hold")]
