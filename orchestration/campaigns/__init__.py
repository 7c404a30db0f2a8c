"""Campaigns by hand: which exported file was sent, and when."""
