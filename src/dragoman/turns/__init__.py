"""The spine: receive a message, run a turn, deliver the answer. Start reading at receive.py."""
