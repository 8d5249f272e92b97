"""Leads: one pursuit of a customer, captured in three fields (A1)."""
