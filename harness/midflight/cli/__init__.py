"""The command line. Each command is a module that is imported when it is called, so that `--help` is quick."""

from midflight.cli.main import console, main

__all__ = ["console", "main"]
