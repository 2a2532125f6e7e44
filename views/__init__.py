"""The windows: Streamlit and nothing else. ``app.py`` is the script that ``dashboard.py`` serves."""
