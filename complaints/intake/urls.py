"""Addresses of the intake pages, below `/complaints/`: neutral words, no code, no token, no text."""

from django.urls import path

from complaints.intake import captcha, views
from complaints.intake.guidance import guidance
from complaints.intake.leaving import leave

urlpatterns = [
    path("leave/", leave, name="complaints_leave"),
    path("new/", guidance, name="complaints_new"),
    path("new/write/", views.write, name="complaints_write"),
    path("new/evidence/", views.evidence, name="complaints_evidence"),
    path("new/code/", views.code, name="complaints_code"),
    path("new/file/", views.file, name="complaints_file"),
    path("new/sheet/", views.sheet, name="complaints_sheet"),
    path("captcha/<slug:key>.png", captcha.picture, name="complaints_captcha"),
]
