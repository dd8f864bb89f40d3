"""A Bot API server on this machine with a chat page: the whole bot, no token, no internet."""
