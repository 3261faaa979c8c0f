"""Addresses of the calendar in the admin."""

from django.urls import path

from portal.calendar import admin_views

app_name = "workcalendar_admin"
urlpatterns = [
    path("", admin_views.index, name="index"),
    path("notices/new/", admin_views.add, name="add"),
    path("notices/confirm/", admin_views.confirm, name="confirm"),
    path("notices/<int:pk>/", admin_views.detail, name="detail"),
]
