"""Capture file formats: bytes in, records out."""
