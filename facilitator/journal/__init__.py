"""The small memory between sessions."""
