"""A Bot API server on this machine with a chat page, so that the whole bot runs with no token and no internet."""
