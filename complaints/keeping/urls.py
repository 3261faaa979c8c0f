"""Addresses of the endings, below /admin/complaints/endings/."""

from django.urls import path

from complaints.keeping import views

app_name = "channel_endings"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("periods/<str:outcome>/", views.Period.as_view(), name="period"),
    path("cases/<str:number>/", views.CaseEnding.as_view(), name="case"),
]
