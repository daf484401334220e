"""Rules a well-formed ritual must still keep."""
