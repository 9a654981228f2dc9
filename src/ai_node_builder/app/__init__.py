"""The App, its settings, and the only place where parts are put together."""
