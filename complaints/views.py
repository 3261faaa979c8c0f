"""Public pages on complaints. No form stands here while no confidential channel is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.pages import Crumb
from cms.views.presenters import common
from complaints.selectors.city_channels import city_channels


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who receives complaints in each city, how, and what happens then.

    Not to be kept by browsers or caches: on a shared computer nobody shall see that somebody was here.
    """
    context = {"channels": city_channels(), **common("", Crumb(_("异议与投诉")))}
    response = render(request, "complaints/index.html", context)
    response["Cache-Control"] = "no-store"
    return response
