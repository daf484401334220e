"""Rituals in other languages: the files, their rules, and texts replaced by them."""
