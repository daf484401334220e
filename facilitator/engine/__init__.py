"""The pure part: what happens when, decided from events alone."""
