"""Addresses of the register's search. They stand before those of `cms`."""

from django.urls import URLPattern, URLResolver, include, path

from search import record_views, statistics_views, views
from search.exporting import views as exporting

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("search.api.urls")),
    path("register/", views.search, name="register"),
    path("register/facets/<str:facet>/", views.facet, name="register_facet"),
    path("register/statistics/", statistics_views.statistics, name="register_statistics"),
    path("register/statistics.csv", statistics_views.statistics_csv, name="register_statistics_csv"),
    path("register/others/", views.others, name="register_others"),
    path("register/awards.csv", views.awards_csv, name="register_table"),
    path("register/awards/x-<slug:place>/", record_views.other_award, name="other_award"),
    path(
        "register/awards/x-<slug:place>/cite.bib", record_views.other_award_bibtex, name="other_award_bibtex"
    ),
    path("register/organisations/<slug:key>/", record_views.organisation, name="organisation"),
    path(
        "register/organisations/<slug:key>/cite.bib",
        record_views.organisation_bibtex,
        name="organisation_bibtex",
    ),
    path("register.csv", exporting.register_csv, name="register_csv"),
    path("register.json", exporting.register_json, name="register_json"),
    path("register.xlsx", exporting.register_xlsx, name="register_xlsx"),
    path("register.atom", exporting.register_atom, name="register_atom"),
    path("register.manifest.json", exporting.register_manifest, name="register_manifest"),
]
