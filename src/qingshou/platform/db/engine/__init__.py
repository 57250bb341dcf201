"""Django's PostgreSQL engine, which wakes the embedded server and acts as the application's role."""
