"""Programs that measure. Each prints its figures and its target, and compares within one run."""
