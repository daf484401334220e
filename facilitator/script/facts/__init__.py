"""What is known of a ritual from its form alone: its lines, answers, notes, jars and people."""
