"""Damaged packets and files, and what is asked of whoever reads them."""
