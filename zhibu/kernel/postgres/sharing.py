"""One embedded server, used by several processes; the last of them stops it."""

from __future__ import annotations

from .cluster import Cluster
from .folder import DataFolder


class Sharing:
    """This process's part in the server of a data folder. `tied`: the server ends with this process."""

    def __init__(self, folder: DataFolder, *, tied: bool = False) -> None:
        self.folder = folder
        self.cluster = Cluster(folder.root, tied=tied)
        self._lock: int | None = None

    def reach(self) -> None:
        """Make and start the server unless that is done. Raises Trouble."""
        self.folder.prepare()
        self._lock = self.folder.join()
        self.cluster.create()
        self.cluster.start()

    def release(self) -> None:
        """Stop the server if nobody else uses it."""
        if self._lock is None:
            return
        with self.folder.alone("start"):
            last = self.folder.leave(self._lock)
            self._lock = None
            if last:
                self.cluster.stop()

    def stop(self) -> None:
        """Stop the server whoever else uses it: the installation is being shut down."""
        if self._lock is None:
            return
        with self.folder.alone("start"):
            self.folder.leave(self._lock)
            self._lock = None
            self.cluster.stop()
