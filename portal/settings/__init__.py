"""Settings: ``dev`` (embedded default), ``test`` and ``production``, each on top of ``base``."""
