"""What talks to people: the chat, the terminal, the playground page, and the joining of it all."""
