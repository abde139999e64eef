"""What became of messages that were sent: reports move them forward, whatever order they come in.

A report about a message that nobody here knows is kept and applied by the sweep. What failed is written down with what
helps, and rung for: see ``failures``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.base.db import SharedTx, TenantTx
from dragoman.base.ids import TenantId, read_wire_id
from dragoman.base.remedy import Remedy
from dragoman.channels.base import Outcome, Receipt
from dragoman.turns import report_store

_STATUS_OF = {
    Outcome.PENDING: None,
    Outcome.ACCEPTED: None,
    Outcome.DELETED: None,
    Outcome.UNKNOWN: None,
    Outcome.SENT: "sent",
    Outcome.DELIVERED: "delivered",
    Outcome.READ: "read",
    Outcome.FAILED: "failed",
    Outcome.EXPIRED: "failed",
    Outcome.REJECTED: "failed",
}


def reports_of(receipts: Sequence[Receipt]) -> dict[TenantId, list[Receipt]]:
    """The receipts that move something, by the shop whose message they are about."""
    found: dict[TenantId, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        known = read_wire_id(receipt.message_id)
        if known is not None and _status_of(receipt) is not None:
            found[known[0]].append(receipt)
    return found


async def apply_reports(tx: TenantTx, receipts: Sequence[Receipt]) -> None:
    """Moves a shop's messages to where its receipts say they are; what it has no message for is kept."""
    reports = [
        {**_report(receipt), "id": str(known[1])}
        for receipt in receipts
        if (known := read_wire_id(receipt.message_id)) is not None
    ]
    exist = {str(found) for found in await report_store.apply_receipts(tx, reports)}
    await _keep(tx, [receipt for receipt in receipts if _id_of(receipt) not in exist])


async def keep_strangers(tx: SharedTx, receipts: Sequence[Receipt]) -> None:
    """Keeps the receipts whose message ids are not of our making."""
    await _keep(tx, [receipt for receipt in receipts if read_wire_id(receipt.message_id) is None])


def _status_of(receipt: Receipt) -> str | None:
    """The status that the message has now; ``None`` where the receipt changes nothing.

    Of two submissions under one id the provider may report the second as refused: the first one is on its way.
    """
    return None if receipt.remedy is Remedy.NOTHING else _STATUS_OF[receipt.outcome]


def _report(receipt: Receipt) -> Mapping[str, Any]:
    failed = _status_of(receipt) == "failed"
    return {
        "status": _status_of(receipt),
        "at": receipt.at.isoformat(),
        "error": receipt.code if failed else None,
        "reason": receipt.reason if failed else None,
        "remedy": receipt.remedy if failed else None,
    }


def _id_of(receipt: Receipt) -> str | None:
    known = read_wire_id(receipt.message_id)
    return str(known[1]) if known is not None else None


async def _keep(tx: SharedTx | TenantTx, receipts: Sequence[Receipt]) -> None:
    strays = []
    for receipt in receipts:
        if _status_of(receipt) is not None:
            report = _report(receipt)
            # With its error and reason whatever it says: whoever looks at strays wants to know.
            told = {"code": receipt.code, "reason": receipt.reason}
            strays.append({**report, **told, "message_id": receipt.message_id[:300]})
    if strays:
        await report_store.keep_strays(tx, strays)
