"""The life of the organisation: meetings, who was there, what was resolved."""
