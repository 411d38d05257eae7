"""The dashboard: navigation, nothing else. Run it with `tracker serve`, or `streamlit run app.py`."""

import streamlit as st

if __name__ == "__main__":
    from tracker.dashboard.frame import show_dashboard
    from tracker.dashboard.turns import TURNS

    st.set_page_config(page_title="Funding tracker", page_icon="◧", layout="wide")
    with TURNS.take():
        show_dashboard()
else:
    # Streamlit's server imports this file once, and serves what it finds here: these same pages, behind the gate.
    from tracker.dashboard.beforehand import begin
    from tracker.web.server import guarded

    begin()
    app = st.App(__file__, **guarded())
