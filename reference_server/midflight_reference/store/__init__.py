"""The store: resources in files, and a database that says which octets of which file are a resource."""
