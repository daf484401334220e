"""The form of what an author writes: each step, each value, each file, as pydantic models."""
