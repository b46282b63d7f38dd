"""The pages of sheets that come in."""
