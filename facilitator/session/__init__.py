"""The one loop that joins engine, room, ears and voice."""
