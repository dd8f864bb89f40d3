"""A Bot API server and a chat page on this machine, to use the whole bot without a token."""
