"""The ledger and everything that keeps it: tables, triggers, queries, commands, workbook, command line."""
