"""What people see: the neutral card, one template per card, one renderer per platform."""
