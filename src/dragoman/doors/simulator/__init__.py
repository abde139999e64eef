"""A phone in the browser, to try a shop without WhatsApp.

The page talks only to the routes of this folder, and these only to the emulator's admin API over HTTP:
what a shop answers has gone through the real webhook, turn and send.
"""

from dragoman.doors.simulator.choices import Customer, ShopChoice
from dragoman.doors.simulator.routes import simulator_routes

__all__ = ["Customer", "ShopChoice", "simulator_routes"]
