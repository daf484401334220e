"""Bells, fades and the mixer: what is played, sample by sample."""
