"""Outside services that are no chat platforms: one small interface each, and at least one real implementation."""
