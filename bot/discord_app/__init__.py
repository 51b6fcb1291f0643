"""The bot on Discord: the client, its threads and jobs, its errors, and who may do what."""
