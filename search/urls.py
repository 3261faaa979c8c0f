"""Addresses of the register's search. They stand before those of `cms`."""

from django.urls import URLPattern, URLResolver, path

from search import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", views.search, name="register"),
    path("register/facets/<str:facet>/", views.facet, name="register_facet"),
    path("register/others/", views.others, name="register_others"),
    path("register/awards.csv", views.awards_csv, name="register_table"),
]
