"""The page of data: what a workbook would do, and files to take along."""
