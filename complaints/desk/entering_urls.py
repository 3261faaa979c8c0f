"""Addresses of entering on behalf, below /admin/complaints/desk/enter/."""

from django.urls import path

from complaints.desk import entering_views
from complaints.intake.upload import accepts_evidence

urlpatterns = [
    path("enter/", entering_views.Begin.as_view(), name="enter"),
    path("enter/words/", accepts_evidence(entering_views.Words.as_view()), name="enter_words"),
    path("enter/file/", entering_views.Enter.as_view(), name="enter_file"),
]
