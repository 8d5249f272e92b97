"""Ceji: Chinese text in, drafts out. Knows no record, only the names that it is handed."""
