"""A mail server of one test: takes what is handed over, or refuses as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Post:
    """What came: the recipients and the message. ``refuse`` is answered to every recipient instead of 250."""

    port: int = 0
    refuse: str | None = None
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())

        recipients: list[str] = []
        say("220 test")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == "RCPT":
                if self.refuse is None:
                    recipients.append(line.partition(":")[2].strip("<> "))
                say(self.refuse or "250 ok")
            elif word == "DATA":
                say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                letter = message_from_bytes(body.removesuffix(b".\r\n"), policy=policy.default)
                assert isinstance(letter, EmailMessage)
                self.letters.append((recipients, letter))
                recipients = []
                say("250 ok")
            elif word == "QUIT":
                say("221 bye")
                break
            else:
                say("250 ok")
        writer.close()


@asynccontextmanager
async def a_mail_server() -> AsyncIterator[Post]:
    """A mail server on a free port."""
    post = Post()
    server = await asyncio.start_server(post._serve, "127.0.0.1", 0)
    post.port = server.sockets[0].getsockname()[1]
    async with server:
        yield post
