"""Measured claims: each is a ratio against a named floor or peer, taken in turns in the same run."""
