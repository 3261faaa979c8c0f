"""Addresses of the endings, below /admin/complaints/endings/."""

from django.urls import path

from complaints.keeping import figure_views, views

app_name = "channel_endings"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("periods/<str:outcome>/", views.Period.as_view(), name="period"),
    path("figures/", figure_views.FigureYears.as_view(), name="figures"),
    path("cases/<str:number>/", views.CaseEnding.as_view(), name="case"),
]
