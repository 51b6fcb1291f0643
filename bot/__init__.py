"""How people reach Landscape: Discord and the terminal."""
