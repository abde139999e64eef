"""How each journal record changes what the emulator knows, and the shortest journal that makes a state again.

``apply`` is the only way in, live and on replay alike, so a restarted emulator knows what the killed one
knew. Nothing here reads the real clock, draws chance or does I/O.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

from dragoman.channels.emulator.journal import Record
from dragoman.channels.emulator.registry import fails, status_for
from dragoman.channels.emulator.state import Identity, Media, Message, Push, SenderInfo, State
from dragoman.channels.emulator.templates import from_record


def apply(state: State, record: Record) -> list[Push]:
    """Makes one record true; returns the pushes it gives rise to."""
    pushes = _APPLY[record["k"]](state, record) or []
    for push in pushes:
        state.pending[push.id] = push
    return pushes


def records_of(state: State) -> Iterator[Record]:
    """The shortest journal that makes this state again."""
    yield {
        "k": "began",
        "epoch": state.epoch,
        "seq": state.seq,
        "received": state.received,
        "raw": state.raw_count,
        "templates": state.templates.made,
    }
    yield {"k": "clock", "offset_s": state.offset_s}
    yield from _records_of_the_account(state)
    for (sender, alias), customer in state.aliases.items():
        yield {"k": "alias", "sender": sender, "alias": alias, "customer": customer}
    yield from _records_of_people(state)
    for (sender, media_id), media in state.media.items():
        yield {
            "k": "media",
            "sender": sender,
            "id": media_id,
            "type": media.content_type,
            "data": media.data,
            "at": media.at,
        }
    unpulled = {id(message) for message in state.to_pull}
    for message in state.messages:
        yield from _records_of_message(state, message, pulled=id(message) not in unpulled)
    for message_id, times in state.times_seen.items():
        yield {"k": "again", "id": message_id, "times": times}
    if state.reports_pulled:
        yield {"k": "reports_pulled", "ids": sorted(state.reports_pulled)}
    for push in state.pending.values():
        if push.message is None:
            yield {"k": "raw", "id": push.id, "body": push.body, "due": push.due}


def _records_of_the_account(state: State) -> Iterator[Record]:
    for template in state.templates.by_id.values():
        yield {"k": "template", **template.as_record()}
    for (sender, name), at in state.templates.deleted_names.items():
        yield {"k": "template_name_deleted", "sender": sender, "name": name, "at": at}
    for sender, info in state.senders.items():
        yield {"k": "sender", "sender": sender, **asdict(info)}


def _records_of_people(state: State) -> Iterator[Record]:
    for conversation in state.conversations.values():
        sender, customer = conversation.key
        yield {
            "k": "person",
            "sender": sender,
            "customer": customer,
            "contact": conversation.contact,
            "last": conversation.last_inbound_at,
        }
        if conversation.identity is not None:
            yield {"k": "identity", "sender": sender, "customer": customer, **asdict(conversation.identity)}
        if conversation.marketing_stopped:
            yield {"k": "marketing", "sender": sender, "customer": customer, "stopped": True}


def _records_of_message(state: State, message: Message, *, pulled: bool) -> Iterator[Record]:
    yield message.record
    for push_id in _push_ids(message):
        if push_id not in state.pending:
            yield {"k": "done", "push": push_id, "ok": message.status != "failed" or not message.inbound}
    if message.inbound and message.record.get("pull") and pulled:
        yield {"k": "inbound_pulled", "seq": message.seq}
    if message.inbound and message.status == "read":
        yield {"k": "read", "sender": message.key[0], "id": message.id}


def _push_ids(message: Message) -> list[str]:
    if message.inbound:
        return [] if message.record.get("pull") else [f"i{message.seq}"]
    return [push.id for push in _reports_of(message)]


# --- the records ------------------------------------------------------------------------------------


def _apply_began(state: State, record: Record) -> None:
    state.epoch = record["epoch"]
    state.seq = max(state.seq, record.get("seq", 0))
    state.received = max(state.received, record.get("received", 0))
    state.raw_count = max(state.raw_count, record.get("raw", 0))
    state.templates.made = max(state.templates.made, record.get("templates", 0))


def _apply_clock(state: State, record: Record) -> None:
    state.offset_s = record["offset_s"]


def _apply_alias(state: State, record: Record) -> None:
    state.aliases[(record["sender"], record["alias"])] = record["customer"]


def _apply_person(state: State, record: Record) -> None:
    conversation = state.converse((record["sender"], record["customer"]))
    conversation.contact = record["contact"]
    conversation.last_inbound_at = record["last"]


def _apply_identity(state: State, record: Record) -> None:
    conversation = state.converse((record["sender"], record["customer"]))
    conversation.identity = Identity(record["hash"], record["at"], record["acknowledged"])


def _apply_identity_confirmed(state: State, record: Record) -> None:
    conversation = state.converse((record["sender"], record["customer"]))
    if conversation.identity is not None:
        conversation.identity = replace(conversation.identity, acknowledged=True)


def _apply_marketing(state: State, record: Record) -> None:
    state.converse((record["sender"], record["customer"])).marketing_stopped = record["stopped"]


def _apply_media(state: State, record: Record) -> None:
    state.media[(record["sender"], record["id"])] = Media(record["type"], record["data"], record.get("at"))


def _apply_media_deleted(state: State, record: Record) -> None:
    state.media.pop((record["sender"], record["id"]), None)


def _apply_sent(state: State, record: Record) -> list[Push]:
    key = state.key_of(record["from"], record["to"])
    error = record["error"]
    final = record.get("final") or (status_for(error) if error else 5)
    message = Message(
        seq=record["seq"],
        id=record["id"],
        inbound=False,
        key=key,
        address=record["to"],
        type=record["type"],
        content=record["content"],
        at=record["at"],
        unix=record["unix"],
        error=error,
        final=final,
        failing=final != 5 and fails(final),
        reply_to=record["reply_to"],
        record=record,
    )
    state.seq = max(state.seq, message.seq)
    state.times_seen[message.id] = state.times_seen.get(message.id, 0) + 1
    state.outbox.append(message)
    _add(state, message)
    state.conversations[key].typing_until = 0.0
    return _reports_of(message)


def _reports_of(message: Message) -> list[Push]:
    """The pushes of a send; to the address that the send named, as the setting of then said."""
    record = message.record
    if record["d"] is None and record["s"] is None and "order" not in record:
        return []
    notify_url, both = record.get("notify_url"), record.get("both", False)
    kinds = [kind for kind in record.get("order", "ds") if record.get(kind) is not None]
    first = None if both else notify_url
    lane = ("out", str(message.seq))
    pushes = [Push(f"{kind}{message.seq}", lane, record[kind], message, url=first) for kind in kinds]
    if both and notify_url:
        lane = ("copy", str(message.seq))
        pushes += [
            Push(f"{kind.upper()}{message.seq}", lane, record[kind], message, url=notify_url)
            for kind in kinds
        ]
    return pushes


def _apply_again(state: State, record: Record) -> None:
    state.times_seen[record["id"]] = record.get("times") or state.times_seen.get(record["id"], 0) + 1


def _apply_received(state: State, record: Record) -> list[Push]:
    key = (record["sender"], record["customer"])
    result = record["result"]
    for alias in record["aliases"]:
        state.aliases[(record["sender"], alias)] = record["customer"]
    message = Message(
        seq=record["n"],
        id=result["messageId"],
        inbound=True,
        key=key,
        address=result["from"],
        type=record["type"],
        content=result["message"],
        at=record["at"],
        unix=record["unix"],
        reply_to=record["reply_to"],
        result=result,
        record=record,
    )
    state.received = max(state.received, message.seq)
    conversation = state.converse(key)
    conversation.contact = result["contact"]
    conversation.last_inbound_at = max(conversation.last_inbound_at or 0.0, message.at)
    state.inbound_by_id[(key[0], message.id)] = message
    _add(state, message)
    if record.get("pull"):
        state.to_pull.append(message)
        return []
    return [Push(f"i{message.seq}", ("in", *key), record["due"], message)]


def _add(state: State, message: Message) -> None:
    state.messages.append(message)
    state.converse(message.key).messages.append(message)
    state.touch(message)
    state.keep_only_so_many()


def _apply_raw(state: State, record: Record) -> list[Push]:
    state.raw_count = max(state.raw_count, int(record["id"][1:]))
    return [
        Push(record["id"], ("raw", record.get("lane") or record["id"]), record["due"], None, record["body"])
    ]


def _apply_done(state: State, record: Record) -> None:
    push = state.pending.pop(record["push"], None)
    if push is None or push.message is None:
        return
    if push.kind == "i":
        state.set_status(push.message, "delivered" if record["ok"] else "failed")
    else:
        show_on_phone(state, push)


def show_on_phone(state: State, push: Push) -> None:
    """What a report says comes true on the customer's phone."""
    message = push.message
    if message is None:
        return
    if push.kind == "s":
        state.set_status(message, "read")
    elif push.kind == "d":
        if message.failing:
            state.set_status(message, "failed")
        elif message.final in {2, 5}:
            state.set_status(message, "delivered")


def _apply_read(state: State, record: Record) -> None:
    message = state.inbound_by_id.get((record["sender"], record["id"]))
    if message is not None:
        state.set_status(message, "read")


def _apply_inbound_pulled(state: State, record: Record) -> None:
    for message in list(state.to_pull):
        if message.seq == record["seq"]:
            state.to_pull.remove(message)
            state.set_status(message, "delivered")


def _apply_reports_pulled(state: State, record: Record) -> None:
    state.reports_pulled.update(record["ids"])


def _apply_template(state: State, record: Record) -> None:
    state.templates.put(from_record(record))


def _apply_template_gone(state: State, record: Record) -> None:
    state.templates.remove(record["id"])


def _apply_template_name_deleted(state: State, record: Record) -> None:
    state.templates.deleted_names[(record["sender"], record["name"])] = record["at"]


def _apply_sender(state: State, record: Record) -> None:
    fields = {name: record[name] for name in SenderInfo.__dataclass_fields__}
    state.senders[record["sender"]] = SenderInfo(**fields)


_APPLY: dict[str, Callable[[State, Record], list[Push] | None]] = {
    "began": _apply_began,
    "clock": _apply_clock,
    "alias": _apply_alias,
    "person": _apply_person,
    "identity": _apply_identity,
    "identity_confirmed": _apply_identity_confirmed,
    "marketing": _apply_marketing,
    "media": _apply_media,
    "media_deleted": _apply_media_deleted,
    "sent": _apply_sent,
    "again": _apply_again,
    "received": _apply_received,
    "raw": _apply_raw,
    "done": _apply_done,
    "read": _apply_read,
    "inbound_pulled": _apply_inbound_pulled,
    "reports_pulled": _apply_reports_pulled,
    "template": _apply_template,
    "template_gone": _apply_template_gone,
    "template_name_deleted": _apply_template_name_deleted,
    "sender": _apply_sender,
}
