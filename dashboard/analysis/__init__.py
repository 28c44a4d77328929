"""Pure computation: no Streamlit, no SQL, no clock."""
