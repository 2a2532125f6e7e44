"""The front desk: one file answers one question, and every answer leaves through one door."""
