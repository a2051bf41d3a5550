"""The case language: YAML in, typed and checked values out. It knows nothing of sockets."""
