"""The writing door: what each role may change, checked, recorded, and handed to db's commands."""
