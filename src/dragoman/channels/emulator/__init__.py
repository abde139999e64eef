"""A stand-in for Infobip over real HTTP, for laptops, tests and benchmarks.

``create_emulator`` and ``serve_emulator`` are in ``app.py``. A send goes ``api.py`` -> ``validate.py`` ->
``provider.py`` -> ``journal.py`` and ``state.py``; what follows from it leaves by ``push.py``.
"""
