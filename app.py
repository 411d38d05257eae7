"""The dashboard: navigation, nothing else. Run it with `tracker serve`, or `streamlit run app.py`."""

import streamlit as st

if __name__ == "__main__":
    from tracker.dashboard.overview import show_overview
    from tracker.dashboard.turns import turn

    st.set_page_config(page_title="Funding tracker", page_icon="◧", layout="wide")
    overview = st.Page(show_overview, title="Overview", url_path="overview", default=True)
    with turn():
        st.navigation([overview], position="hidden").run()
else:
    # Streamlit's server imports this file once, and serves what it finds here: these same pages, behind the gate.
    from tracker.web.server import guarded

    app = st.App(__file__, **guarded())
