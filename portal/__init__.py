"""The Django project: wiring, and what every part of the portal stands on."""
