"""What can be said of a text: its counts, language, mood, difficulty and keywords. Nothing leaves the machine."""
