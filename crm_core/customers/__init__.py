"""Customers: who they are, under which names and numbers they are found again (F4, F8–F11, L2)."""
