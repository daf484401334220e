"""What people see while a session runs."""
