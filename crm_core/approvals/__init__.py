"""Requests that somebody else must agree to; nobody approves his own (I5–I7, F18)."""
