"""One file per card: functions that are told what to show and return a `Card` or a `Text` (CONVERSATION §3).

They decide wording and layout only. README.md beside this file lists every action that their buttons carry.
"""
