"""The bundled reference server: it exists to prove the suite."""
