"""The gate before everything the server serves: it finds out who is asking, and tells the app."""

from dashboard.gate.middleware import Gate
from dashboard.gate.roll import ROLL
from dashboard.gate.routes import ROUTES

__all__ = ["ROLL", "ROUTES", "Gate"]
