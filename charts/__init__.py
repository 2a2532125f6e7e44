"""The drawing room: a checked frame and a measure in, a Plotly figure out."""
