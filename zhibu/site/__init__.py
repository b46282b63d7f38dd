"""The only room that knows all others: settings, map, addresses, navigation and command line."""
