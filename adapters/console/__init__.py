"""The terminal as a chat platform: the whole product for trying it and for scripts, with no account anywhere."""
