"""The history of the tables. `data.upgrade` runs it; a fresh database runs all of it."""

HEAD = "0009"  # the newest revision; a test compares it with the folder
