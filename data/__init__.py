"""The record room: what was written down, and the words for it."""
