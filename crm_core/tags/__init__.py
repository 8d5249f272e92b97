"""标签: short words on a customer, set here or on its people in the platform's chat (J29)."""
