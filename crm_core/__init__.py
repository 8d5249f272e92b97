"""The CRM itself: one folder per subject. Knows no chat platform, no card and no web."""
