"""The database server that the product looks after itself. No framework: what starts it must stay small."""

from .cluster import Cluster
from .folder import DataFolder
from .sharing import Sharing
from .urls import Urls, external, urls

__all__ = ["Cluster", "DataFolder", "Sharing", "Urls", "external", "urls"]
