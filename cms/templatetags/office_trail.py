"""The steps above a notice, for the template of Wagtail's that draws them."""

from django import template

from cms.admin import trail

register = template.Library()
register.filter("office_steps", trail.office_steps)
