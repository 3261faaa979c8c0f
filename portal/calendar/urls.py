"""Public addresses of the calendar."""

from django.urls import path

from portal.calendar import views

app_name = "workcalendar"
urlpatterns = [path("", views.calculator, name="calculator")]
