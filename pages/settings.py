"""Pengaturan: the competition, its rules, criteria, judges, entries, phase; for the admin."""

from dashboard.forms.settings.page import settings

settings()
