"""Addresses of the channel, below `/complaints/`."""

from django.urls import include, path

from complaints import figure_views, views

urlpatterns = [
    path("", views.index, name="complaints"),
    path("figures/", figure_views.figures, name="complaint_figures"),
    path("figures/<int:year>.csv", figure_views.figures_csv, name="complaint_figures_csv"),
    path("", include("complaints.intake.urls")),
    path("", include("complaints.inbox.urls")),
]
