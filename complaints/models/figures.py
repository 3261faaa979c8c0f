"""The yearly figures as published: fixed on the day, so that no later count can be subtracted from an earlier one."""

from django.db import models

from complaints.models.base import Opaque


class YearFigures(Opaque):
    """What is said in public about a year: counts with small cells suppressed (`complaints.figures`). Never counted again."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    document = models.JSONField()
    day = models.DateField()

    field_classes = {"year": "not_personal", "document": "not_personal", "day": "not_personal"}

    class Meta:
        verbose_name = "年度统计"
        verbose_name_plural = "年度统计"
