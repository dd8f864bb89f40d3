"""The truth of a call: events, state, decisions and cards, free of any screen, file or clock."""
