"""What an author most likely meant, and how it is written."""
