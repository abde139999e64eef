"""Dragoman: AI sales agents on WhatsApp for many shops at once.

The story of one message is told by three files, in order: ``turns/receive.py``, ``turns/run.py`` and
``turns/deliver.py``. Everything else is a room that those three step into.
"""

__version__ = "0.1.0"
