"""Pictures as a client sees them: resources, and previews for the eyes of its user."""
