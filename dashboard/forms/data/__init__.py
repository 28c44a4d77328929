"""The page of data: import, a new competition, removal."""
