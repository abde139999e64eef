"""A client that costs little: one keep-alive connection, requests written as bytes.

The load generator shares two cores with what it measures, so every microsecond it saves is one less in the figures.
"""

import asyncio
import json
from dataclasses import dataclass


@dataclass(slots=True)
class Connection:
    """One HTTP/1.1 connection. Open it with ``connect``."""

    host: str
    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of one request."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
            f"Authorization: App bench\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        header = await self.reader.readuntil(b"\r\n\r\n")
        status = int(header[9:12])
        length = 0
        for line in header.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        return status, await self.reader.readexactly(length) if length else b""

    def close(self) -> None:
        """Closes the connection."""
        self.writer.close()


async def connect(host: str, port: int) -> Connection:
    """A new connection."""
    reader, writer = await asyncio.open_connection(host, port, limit=8 * 1024 * 1024)
    return Connection(host, port, reader, writer)


def inbound(to: str, customer: str, provider_id: str, text: str) -> bytes:
    """A webhook body with one text message, as Infobip writes it."""
    return json.dumps(
        {
            "results": [
                {
                    "from": customer,
                    "to": to,
                    "integrationType": "WHATSAPP",
                    "receivedAt": "2026-01-01T00:00:00.000+0000",
                    "messageId": provider_id,
                    "message": {"type": "TEXT", "text": text},
                    "contact": {"name": "Bench", "phoneNumber": customer},
                    "price": {"pricePerMessage": 0, "currency": "EUR"},
                }
            ],
            "messageCount": 1,
            "pendingMessageCount": 0,
        }
    ).encode()
