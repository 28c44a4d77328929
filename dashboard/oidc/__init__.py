"""Single sign-on by Streamlit's own login: who signed in, and which role that gives."""

from dashboard.oidc.sign_on import DEFAULT, Organisation, organisation, providers

__all__ = ["DEFAULT", "Organisation", "organisation", "providers"]
