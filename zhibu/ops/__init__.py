"""Keeping the installation well: health, parked facts, backup, red lines of settings."""
