"""Addresses of the intake pages, below `/complaints/`: neutral words, no code, no token, no text."""

from django.urls import path

from complaints.intake.leaving import leave

urlpatterns = [path("leave/", leave, name="complaints_leave")]
