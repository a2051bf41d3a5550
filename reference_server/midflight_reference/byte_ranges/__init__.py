"""Byte-range patches: the three formats, where their parts go, and how they are carried out."""
