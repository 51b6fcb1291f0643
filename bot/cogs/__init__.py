"""One feature of the bot in each file; `bot.client.EXTENSIONS` lists them."""
