"""What members and moderators can do on Discord, one folder for each; `bot.discord_app.bot.EXTENSIONS` lists the cogs."""
