"""Employees, their accounts on the chat platforms, teams and who manages whom (I13, I23, I25)."""
