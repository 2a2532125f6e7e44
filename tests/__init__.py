"""The tests mirror the rooms of the house; ``python3 -m tests`` runs them all."""
