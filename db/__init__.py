"""The ledger and what keeps it: tables, triggers, queries, commands, workbook, command line."""
