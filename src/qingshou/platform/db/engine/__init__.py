"""Django's PostgreSQL engine, waking the embedded server, acting as the application."""
