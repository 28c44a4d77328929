"""The recapitulation as a committee prints it: ranking, marks, participation, rules, as .xlsx."""

from dashboard.view.recap.book import recap_name, slug, write_recap

__all__ = ["recap_name", "slug", "write_recap"]
