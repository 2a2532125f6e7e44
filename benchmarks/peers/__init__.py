"""Other programs, really run: each in an environment of its own, none of them anything this program needs."""
