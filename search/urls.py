"""Addresses of the register's search. They stand before those of `cms`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
