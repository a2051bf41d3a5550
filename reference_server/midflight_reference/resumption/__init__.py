"""Resumable requests: their content and their responses as resources (resume-request)."""
