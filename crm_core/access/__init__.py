"""The one door to data: who may see which rows, which fields, and do what (I1–I4, I13)."""
