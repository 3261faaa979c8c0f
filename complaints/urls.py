"""Addresses of the channel, below `/complaints/`."""

from django.urls import include, path

from complaints import views

urlpatterns = [
    path("", views.index, name="complaints"),
    path("", include("complaints.intake.urls")),
    path("", include("complaints.inbox.urls")),
]
