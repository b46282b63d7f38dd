"""A second opinion on meetings: quorum and voting counted naively, by code that knows no norm."""
