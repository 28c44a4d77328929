"""The dashboard: what is read, computed and shown."""
