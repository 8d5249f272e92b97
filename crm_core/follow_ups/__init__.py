"""What reps report: drafts of follow-ups, and the follow-ups once they are confirmed (C1, C2, F3)."""
