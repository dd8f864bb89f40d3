"""The Telegram face: the only place that knows the Bot API."""
