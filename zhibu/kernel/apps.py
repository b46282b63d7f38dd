"""Loading: when all models stand, the handlers and derivations of each context are heard of."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings

from zhibu.kernel.web.wording import speak_plainly


class KernelConfig(AppConfig):
    name = "zhibu.kernel"

    def ready(self) -> None:
        """Only the listeners of the contexts this process serves, not of those they stand on."""
        speak_plainly()
        for context in settings.SERVED or settings.CONTEXTS:
            if find_spec(f"zhibu.{context}.handlers"):
                import_module(f"zhibu.{context}.handlers")
