"""The page of history: every change of a mark, and every other change with its reason."""
