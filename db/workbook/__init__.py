"""Import and export of a whole competition as xlsx, ods, or a folder of CSV files."""

from db.workbook.exporting import export_workbook, write_template
from db.workbook.importing import Count, Report, import_workbook
from db.workbook.messages import Fault, Notice

__all__ = [
    "Count",
    "Fault",
    "Notice",
    "Report",
    "export_workbook",
    "import_workbook",
    "write_template",
]
