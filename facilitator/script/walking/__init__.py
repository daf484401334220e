"""Every way through a program: how long it takes, and what it passes."""
