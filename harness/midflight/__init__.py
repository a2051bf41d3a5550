"""midflight: a conformance test suite for the slow half of HTTP."""

__version__ = "0.1.0"
