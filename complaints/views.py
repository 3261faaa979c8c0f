"""The public page on complaints: who receives what, and the doors in. Nothing is typed here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.pages import Crumb
from cms.views.presenters import common
from complaints import deadlines
from complaints.selectors.city_channels import city_channels


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who receives complaints in each city, how, and what happens then.

    Not to be kept by browsers or caches: on a shared computer nobody shall see that somebody was here.
    """
    context = {
        "channels": city_channels(clock.now()),
        "days": {
            "accept": deadlines.ACCEPT_DAYS,
            "decide": deadlines.DECIDE_DAYS,
            "extension": deadlines.EXTENSION_DAYS,
            "feedback": deadlines.FEEDBACK_WORKDAYS,
        },
        **common("", Crumb(_("异议与投诉"))),
    }
    response = render(request, "complaints/index.html", context)
    response["Cache-Control"] = "no-store"
    return response
