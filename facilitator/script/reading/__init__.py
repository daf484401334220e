"""From the text of a file to its validated form, or to everything that is wrong with it."""
