"""Registers the office's admin with Wagtail: registrations only, what they do stands in `cms.admin`."""

from wagtail import hooks

from cms import audit

hooks.register("register_log_actions", audit.register)
