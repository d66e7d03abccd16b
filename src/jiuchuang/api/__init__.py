"""The interface for other departments' systems: HTTP and JSON, described by OpenAPI."""
