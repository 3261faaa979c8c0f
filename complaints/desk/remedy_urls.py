"""Address of telling the office what to put right, below /admin/complaints/desk/."""

from django.urls import path

from complaints.desk import remedy_views

urlpatterns = [path("<uuid:case_id>/remedy/", remedy_views.AskRemedy.as_view(), name="remedy")]
