"""The database server that the product looks after itself. No framework: what starts it must stay small."""

from .cluster import Cluster
from .folder import DataFolder
from .urls import Urls, external, urls

__all__ = ["Cluster", "DataFolder", "Urls", "external", "urls"]
