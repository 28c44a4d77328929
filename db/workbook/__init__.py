"""Import and export of a whole competition as xlsx, ods, or a folder of CSV files."""

from db.workbook.exporting import export_workbook, write_template
from db.workbook.importing import (
    Opened,
    check_workbook,
    import_workbook,
    open_workbook,
    refused,
)
from db.workbook.messages import Fault, Notice
from db.workbook.report import Count, Difference, Report, Target

__all__ = [
    "Count",
    "Difference",
    "Fault",
    "Notice",
    "Opened",
    "Report",
    "Target",
    "check_workbook",
    "export_workbook",
    "import_workbook",
    "open_workbook",
    "refused",
    "write_template",
]
