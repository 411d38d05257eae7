"""The dashboard: navigation, nothing else. Run it with `tracker serve`, or `streamlit run app.py`."""

import streamlit as st

from tracker.dashboard.overview import show_overview

st.set_page_config(page_title="Funding tracker", page_icon="◧", layout="wide")
st.navigation([st.Page(show_overview, title="Overview", url_path="overview", default=True)], position="hidden").run()
