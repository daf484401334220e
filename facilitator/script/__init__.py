"""The language rituals are written in: file to checked tree to program."""
