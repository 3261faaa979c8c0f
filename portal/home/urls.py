"""Addresses of the front page."""

from django.urls import path

from portal.home import views

urlpatterns = [
    path("", views.front_page, name="home"),
    path("sitemap/", views.site_map, name="site_map"),
]
