"""Next steps: promises with an owner and a day, and the reminders about them (A11, B3, D2)."""
