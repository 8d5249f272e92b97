"""Who looks after a customer: handing over from one rep to another (H8, I23)."""
