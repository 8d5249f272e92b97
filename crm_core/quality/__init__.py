"""Whether a record says something: copies and boilerplate earn nothing (A7, E7, F3)."""
