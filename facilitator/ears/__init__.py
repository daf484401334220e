"""What turns the microphone's blocks into events."""
