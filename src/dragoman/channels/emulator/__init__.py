"""A stand-in for Infobip over real HTTP, for laptops, tests and benchmarks.

``create_emulator`` and ``serve_emulator`` are in ``app.py``. A send goes ``api.py`` -> ``validate.py`` ->
``provider.py`` -> ``journal.py`` and ``replay.py``, which changes ``state.py``; what follows from it leaves by
``push.py``, written by ``reports.py``. Other calls go from ``api.py`` to the ``*_calls.py`` and ``media.py``.
Customers act in ``inbox.py``, Meta's reviewers in ``office.py``, whole days in ``scenario.py``; all of them are
told what to do by the ``admin*.py``. What Infobip writes is in ``payloads.py``, ``renderer.py``, ``errors.py``
and ``registry.py``, which do no I/O.
"""
