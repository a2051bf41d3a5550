"""Playing cases against a target: the only part that knows both the language and the wire."""
