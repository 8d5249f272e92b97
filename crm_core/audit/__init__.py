"""Who did what, append-only; and what can be undone from the chat (I26, CONVERSATION §4.5)."""
