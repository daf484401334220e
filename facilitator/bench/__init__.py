"""Benchmarks: the product's claims, measured through the product's own chain."""
