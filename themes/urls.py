"""Addresses of the display form."""

from django.urls import path

from themes import views

urlpatterns = [path("display/", views.choose_display, name="choose_display")]
