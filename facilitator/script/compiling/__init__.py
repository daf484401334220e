"""From a checked ritual to the program the engine performs."""
