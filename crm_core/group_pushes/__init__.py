"""群推送: a team's figures, sent to a chat group every work day."""
