"""How one message, report or event is read when fields are missing, odd or of another type."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.channels.base import (
    Choice,
    Inbound,
    Location,
    Media,
    MediaKind,
    Notice,
    OtherContent,
    Outcome,
    Reaction,
    Receipt,
    Text,
    Unsupported,
)
from dragoman.channels.infobip.decode import MAX_DEPTH, decode, decode_pruned
from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
MISSING = object()


def result(message: Any = None, **fields: Any) -> dict[str, Any]:
    """One inbound result; a field given as ``MISSING`` is left out."""
    whole: dict[str, Any] = {
        "from": "447700900123",
        "to": "447700900001",
        "receivedAt": "2026-11-03T08:15:30.250+0000",
        "messageId": "wamid.1",
        "message": message or {"type": "TEXT", "text": "hi"},
        **{name.rstrip("_"): value for name, value in fields.items()},
    }
    return {name: value for name, value in whole.items() if value is not MISSING}


def read(*results: Any) -> list[Any]:
    return list(parse(json.dumps({"results": list(results)}).encode(), now=NOW))


def read_one(item: Any) -> Any:
    (event,) = read(item)
    return event


def content(message: dict[str, Any]) -> Any:
    return read_one(result(message)).content


# --- who, where, when -------------------------------------------------------------------------------


def test_a_plain_message_is_an_inbound_with_its_text() -> None:
    event = read_one(result())

    assert event.provider_id == "wamid.1"
    assert event.to == "447700900001"
    assert event.address == "447700900123"
    assert event.party.phone == "447700900123"
    assert event.received_at == datetime(2026, 11, 3, 8, 15, 30, 250000, tzinfo=UTC)
    assert event.content == Text("hi")
    assert event.raw == result()


@pytest.mark.parametrize("field", ["messageId", "from_", "to"])
@pytest.mark.parametrize("value", [MISSING, None, "", "   ", {}, [], True, "x" * 513])
def test_a_message_without_id_sender_or_number_is_kept_as_unsupported(field: str, value: Any) -> None:
    event = read_one(result(**{field: value}))

    assert isinstance(event, Unsupported)
    assert event.raw is not None


@pytest.mark.parametrize(
    "to", ["+44 7700 900001", "0044 7700 900001", "whatsapp:+447700900001", 447700900001]
)
def test_the_number_it_was_sent_to_becomes_digits(to: Any) -> None:
    assert read_one(result(to=to)).to == "447700900001"


@pytest.mark.conforms("in:user id only")
def test_a_sender_known_only_by_user_id_is_answered_there() -> None:
    event = read_one(result(from_="GB.7045", contact={"name": "Mona"}))

    assert event.address == "GB.7045"
    assert event.party.phone is None
    assert event.party.user_id == "GB.7045"


def test_a_phone_in_the_contact_is_where_the_answer_goes() -> None:
    event = read_one(result(from_="GB.7045", contact={"phoneNumber": "+447700900123", "userId": "GB.7045"}))

    assert event.address == "447700900123"
    assert event.party.phone == "447700900123"
    assert event.party.user_id == "GB.7045"


@pytest.mark.parametrize("sender", [MISSING, None, "", "  ", {}])
@pytest.mark.parametrize(
    ("contact", "who"),
    [
        ({"phoneNumber": "+447700900123"}, ("447700900123", "447700900123", None)),
        ({"userId": "GB.7045"}, ("GB.7045", None, "GB.7045")),
        ({"phoneNumber": 447700900123, "userId": "GB.7045"}, ("447700900123", "447700900123", "GB.7045")),
        ({"phoneNumber": "withheld", "userId": "GB.7045"}, ("GB.7045", None, "GB.7045")),
    ],
)
def test_a_message_that_only_its_contact_tells_the_author_of_is_a_message(
    sender: Any, contact: dict[str, Any], who: tuple[str, str | None, str | None]
) -> None:
    plain = read_one(result(from_=sender, contact=contact))
    of_the_other_renderer = read_one(
        {
            "event": "MO",
            "sender": "",
            "destination": "1555",
            "messageId": "w",
            "content": [],
            "contact": contact,
        }
    )

    for event in (plain, of_the_other_renderer):
        assert (event.address, event.party.phone, event.party.user_id) == who
        assert neutral(event)["from"] == who[0]


@pytest.mark.parametrize("sender", ["+1234", "12-34", 1234, "١٢٣٤"])
def test_digits_too_few_for_a_number_are_an_address_and_nobodys_user_id(sender: Any) -> None:
    event = read_one(result(from_=sender, contact={"phoneNumber": "+12 35"}))

    assert (event.address, event.party.phone, event.party.user_id) == ("1234", None, None)
    printed = neutral(event)
    assert (printed["from"], printed["phone_number"], printed["user_id"]) == ("1234", "1235", None)


def test_digits_too_many_for_a_number_are_answered_by_user_id_if_there_is_one() -> None:
    event = read_one(result(from_="+1234567890123456", contact={"userId": "GB.7045"}))

    assert event.address == "GB.7045"
    assert neutral(event)["from"] == "1234567890123456"


@pytest.mark.conforms("in:old forms")
@pytest.mark.parametrize("contact", [MISSING, None, [], "Mona", 5, {"name": None, "phoneNumber": {}}])
def test_a_contact_that_cannot_be_read_costs_nothing_but_the_contact(contact: Any) -> None:
    event = read_one(result(contact=contact))

    assert event.party.phone == "447700900123"
    assert event.party.name is None


@pytest.mark.conforms("part:received_at_utc")
@pytest.mark.parametrize("offset", ["+0000", "+00:00", "Z", ""])
def test_every_way_to_write_utc_is_understood(offset: str) -> None:
    assert read_one(result(receivedAt=f"2026-11-03T08:15:30.250{offset}")).received_at.minute == 15


def test_other_offsets_are_turned_into_utc() -> None:
    event = read_one(result(receivedAt="2026-11-03T05:15:30-0300"))

    assert event.received_at == datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [MISSING, None, "soon", 17, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]
)
def test_a_time_that_is_missing_nonsense_or_far_ahead_is_the_time_of_reading(value: Any) -> None:
    assert read_one(result(receivedAt=value)).received_at == NOW


@pytest.mark.parametrize("value", [MISSING, None, "", "soon", 17, "0001-01-01T00:00:00+14:00"])
def test_a_time_that_the_payload_does_not_tell_is_printed_as_null(value: Any) -> None:
    for item, name in [
        (result(receivedAt=value), "received_at_utc"),
        ({"event": "SEEN", "messageId": "7-x", "seenAt": value}, "seen_at_utc"),
        ({"messageId": "7-x", "deletedAt": "soon", "seenAt": None}, "deleted_at_utc"),
    ]:
        event = read_one({name: value for name, value in item.items() if value is not MISSING})

        assert neutral(event)[name] is None


def test_a_time_far_ahead_is_printed_as_the_payload_tells_it() -> None:
    far, printed = "9999-12-31T21:59:59-0200", "9999-12-31T23:59:59.000Z"

    message, seen, deleted = read(
        result(receivedAt=far), {"messageId": "7-x", "seenAt": far}, {"messageId": "7-x", "deletedAt": far}
    )

    assert (message.received_at, seen.at, deleted.at) == (NOW, NOW, NOW)
    assert neutral(message)["received_at_utc"] == printed
    assert neutral(seen)["seen_at_utc"] == printed
    assert neutral(deleted)["deleted_at_utc"] == printed


def test_a_clock_slightly_ahead_of_ours_is_believed() -> None:
    ahead = NOW + timedelta(minutes=3)

    assert read_one(result(receivedAt=ahead.isoformat())).received_at == ahead


@pytest.mark.conforms("event:another channel")
@pytest.mark.parametrize("field", ["integrationType", "channel"])
@pytest.mark.parametrize(
    "item",
    [
        result(),
        {"event": "MO", "sender": "447700900123", "destination": "1555", "messageId": "w", "content": []},
        {"event": "DELIVERY", "messageId": "7-x", "status": {"groupId": 3}},
        {"event": "SEEN", "messageId": "7-x", "seenAt": "2026-11-03T08:00:00Z"},
        {"messageId": "7-x", "status": {"groupId": 3}},
        {"messageId": "7-x", "deletedAt": "2026-11-03T08:00:00Z"},
    ],
)
def test_nothing_of_another_channel_is_taken_for_whatsapps(item: dict[str, Any], field: str) -> None:
    event = read_one({**item, field: "VIBER_BM"})

    assert neutral(event) == {"event": "unsupported", "reason": "an event of another channel than WhatsApp"}
    assert not isinstance(read_one({**item, field: " whatsapp "}), Unsupported)


@pytest.mark.parametrize("value", [None, "", "  ", {}, ["VIBER_BM"], 5, True])
def test_a_channel_that_is_empty_or_no_word_is_none_at_all(value: Any) -> None:
    assert isinstance(read_one(result(integrationType=value)), Inbound)
    assert isinstance(read_one(result(integrationType=value, channel="VIBER_BM")), Unsupported)


# --- content ----------------------------------------------------------------------------------------


@pytest.mark.conforms("in:unknown")
def test_a_type_nobody_has_heard_of_is_still_a_message() -> None:
    event = read_one(result({"type": "Hologram", "text": "words"}))

    assert event.type == "Hologram"
    assert event.content == OtherContent("hologram", text="words")


@pytest.mark.conforms("in:unknown")
@pytest.mark.parametrize("message", [{}, {"type": None}, {"type": {}}, {"text": "no type"}])
def test_a_message_without_a_type_is_still_a_message(message: dict[str, Any]) -> None:
    event = read_one({**result(), "message": message})

    assert isinstance(event, Inbound)
    assert event.content.kind == "unknown"  # type: ignore[union-attr]
    printed = neutral(event)
    assert (printed["type"], printed["known_type"], printed["text"]) == (None, False, None)


def test_a_type_that_is_called_unknown_is_printed_as_it_came() -> None:
    printed = neutral(read_one(result({"type": "UNKNOWN"})))

    assert (printed["type"], printed["known_type"]) == ("UNKNOWN", False)


def test_the_words_of_a_type_do_not_depend_on_its_case() -> None:
    assert content({"type": "text", "text": "hi"}) == Text("hi")


@pytest.mark.parametrize("text", [None, {}, ["hi"], True])
def test_a_text_that_is_no_text_is_shown_to_somebody_rather_than_lost(text: Any) -> None:
    assert content({"type": "TEXT", "text": text}) == OtherContent("text")


@pytest.mark.conforms("in:BUTTON", "part:payload")
def test_a_template_button_is_a_choice_by_its_payload() -> None:
    assert content({"type": "BUTTON", "text": "Track", "payload": "t:1"}) == Choice("t:1", "Track")


def test_a_button_without_payload_is_a_choice_by_its_title() -> None:
    assert content({"type": "BUTTON", "text": "Track"}) == Choice("", "Track")


def test_a_file_without_url_is_still_a_file() -> None:
    assert content({"type": "VOICE", "url": 5}) == Media(MediaKind.VOICE, "5")
    assert content({"type": "IMAGE"}) == Media(MediaKind.IMAGE, None)


def test_coordinates_may_be_written_as_text() -> None:
    assert content({"type": "LOCATION", "latitude": "51.5", "longitude": "-0.12"}) == Location(51.5, -0.12)


@pytest.mark.parametrize("latitude", [None, "north", 91, True, "nan", "1e999"])
def test_a_place_off_the_map_is_no_location(latitude: Any) -> None:
    message = {"type": "LOCATION", "latitude": latitude, "longitude": 0, "name": "Bridge"}

    assert content(message) == OtherContent("location")


@pytest.mark.conforms("in:REACTION")
@pytest.mark.parametrize(
    ("fields", "removed"),
    [
        ({"emoji": "👍", "action": "ADDED"}, False),
        ({"emoji": "👍"}, False),
        ({"action": "REMOVED"}, True),
        ({"emoji": "👍", "action": "removed"}, True),
        ({}, True),
    ],
)
def test_a_reaction_is_removed_by_its_action_or_for_want_of_an_emoji(
    fields: dict[str, Any], removed: bool
) -> None:
    reaction = content({"type": "REACTION", "context": {"id": "7-x"}, **fields})

    assert reaction == Reaction(fields.get("emoji"), removed, "7-x")


def test_a_message_in_several_parts_loses_no_words() -> None:
    parts = [{"type": "TEXT", "text": "one"}, {"type": "TEXT", "text": "two"}]
    event = read_one(
        {"event": "MO", "sender": "447700900123", "destination": "1555", "messageId": "w", "content": parts}
    )

    assert event.content == Text("one\ntwo")


@pytest.mark.parametrize("text", [MISSING, None, "", {}])
def test_a_text_that_has_only_its_clean_form_is_that(text: Any) -> None:
    part = {"type": "TEXT", "text": text, "cleanText": "please"}
    part = {name: value for name, value in part.items() if value is not MISSING}
    item = {"event": "MO", "sender": "447700900123", "destination": "1555", "messageId": "w"}

    assert read_one({**item, "content": [part]}).content == Text("please")
    assert read_one({**item, "content": [part, {"type": "TEXT", "text": "now"}]}).content == Text(
        "please\nnow"
    )


def test_a_text_with_its_keyword_is_believed_before_its_clean_form() -> None:
    assert content({"type": "TEXT", "text": "STOP please", "cleanText": "please"}) == Text("STOP please")


@pytest.mark.conforms("in:INTERACTIVE_PAYMENT_CONFIRMATION", "api:PAYMENT_RESPONSE")
@pytest.mark.parametrize("word", ["INTERACTIVE_PAYMENT_CONFIRMATION", "PAYMENT_RESPONSE"])
@pytest.mark.parametrize(
    "fields",
    [
        {"totalAmount": {"value": 4550, "offset": 100}},
        {"totalAmountValue": 4550, "totalAmountOffset": 100},
        {"totalAmount": {"value": "4550", "offset": None}, "totalAmountOffset": "100"},
    ],
)
def test_a_payment_tells_its_amount_in_either_form(word: str, fields: dict[str, Any]) -> None:
    payment = neutral(read_one(result({"type": word, **fields})))["payment"]

    assert (payment["amount_minor"], payment["amount_offset"], payment["amount"]) == (4550, 100, 45.5)


@pytest.mark.parametrize("offset", [0, -100, None, "many"])
def test_a_payment_whose_minor_units_cannot_be_counted_has_no_amount(offset: Any) -> None:
    payment = neutral(
        read_one(result({"type": "PAYMENT_RESPONSE", "totalAmount": {"value": 1, "offset": offset}}))
    )["payment"]

    assert (payment["amount_minor"], payment["amount"]) == (1, None)


@pytest.mark.conforms("in:CONTACT")
@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ({"phone": "03 451 652", "waId": "9613451652"}, "9613451652"),
        ({"phone": "+961 3 451 652"}, "9613451652"),
        ({"phone": "+961 3 451 652", "waId": ""}, "9613451652"),
        ({"waId": "9613451652"}, "9613451652"),
    ],
)
def test_a_shared_contact_is_reached_where_it_is_on_whatsapp(phone: dict[str, Any], number: str) -> None:
    shared = content({"type": "CONTACT", "contacts": [{"name": {"firstName": "Ziad"}, "phones": [phone]}]})

    assert shared.details == {"shared_contacts": [{"name": "Ziad", "phones": [number]}]}


def test_an_empty_message_of_the_messages_api_is_still_a_message() -> None:
    event = read_one(
        {"event": "MO", "sender": "447700900123", "destination": "1555", "messageId": "w", "content": []}
    )

    assert event.content == OtherContent("unknown")


@pytest.mark.conforms("event:api DELIVERY", "event:api SEEN")
@pytest.mark.parametrize(
    ("word", "kind"), [("MO", "inbound"), ("DELIVERY", "delivery"), ("SEEN", "seen"), (" seen ", "seen")]
)
def test_an_event_that_says_what_it_is_is_believed_before_its_shape(word: str, kind: str) -> None:
    item = result(
        event=word,
        sender="447700900123",
        destination="447700900001",
        content=[{"type": "TEXT", "text": "the words"}],
        seenAt="2026-11-03T08:00:00Z",
        deletedAt="2026-11-03T08:00:00Z",
        status={"groupId": 3},
    )

    printed = neutral(read_one(item))

    assert printed["event"] == kind
    if word == "MO":
        assert printed["text"] == "the words"


def test_a_message_that_calls_itself_one_may_come_in_either_form() -> None:
    for item in (result(event="MO"), result(event="MO", content=[]), result(event="MO", content="hi")):
        assert read_one(item).content == Text("hi")


# --- reports and events -----------------------------------------------------------------------------


def test_a_report_that_names_no_message_is_kept_as_unsupported() -> None:
    for item in ({"status": {"groupId": 3}}, {"seenAt": "2026-11-03T08:00:00Z"}, {"deletedAt": "x"}):
        assert isinstance(read_one(item), Unsupported)


@pytest.mark.conforms("status:unheard of")
@pytest.mark.parametrize("error", [MISSING, None, {}, {"id": 0, "name": "NO_ERROR", "permanent": False}])
@pytest.mark.parametrize("status", [{"groupId": 77, "id": 77, "name": "VANISHED"}, {}, "VANISHED", 77])
def test_a_report_whose_status_nobody_knows_is_a_report_without_an_outcome(status: Any, error: Any) -> None:
    item = {
        "messageId": "7-x",
        "to": "447700900123",
        "sentAt": "2026-11-03T08:00:00Z",
        "doneAt": "2026-11-03T08:00:01Z",
        "status": status,
        "error": error,
    }

    event = read_one({name: value for name, value in item.items() if value is not MISSING})

    assert isinstance(event, Receipt)
    assert event.outcome is Outcome.UNKNOWN
    printed = neutral(event)
    assert (printed["event"], printed["message_id"], printed["to"]) == ("delivery", "7-x", "447700900123")
    assert printed["sent_at_utc"] == "2026-11-03T08:00:00.000Z"
    assert printed["done_at_utc"] == "2026-11-03T08:00:01.000Z"
    assert (printed["outcome"], printed["final"], printed["retry_later_ok"]) == (None, False, False)
    assert (printed["code"], printed["reason"]) == (None, None)


def test_a_delivery_report_of_the_messages_api_without_a_status_is_one_without_an_outcome() -> None:
    event = read_one({"event": "DELIVERY", "messageId": "7-x"})

    assert event.outcome is Outcome.UNKNOWN


def test_a_report_without_a_time_happened_now() -> None:
    event = read_one({"messageId": "7-x", "status": {"groupId": 3}})

    assert event.outcome is Outcome.DELIVERED
    assert event.at == NOW
    assert neutral(event)["done_at_utc"] is None


def test_a_report_is_not_of_a_kind_whose_time_it_leaves_empty() -> None:
    event = read_one({"messageId": "7-x", "seenAt": "", "deletedAt": "", "status": {"groupId": 3}})

    assert event.outcome is Outcome.DELIVERED


@pytest.mark.conforms("event:seen")
def test_a_seen_report_does_not_say_which_number_is_the_customer() -> None:
    event = read_one({"messageId": "7-x", "from": "1555", "to": "1666", "seenAt": "2026-11-03T08:00:00Z"})

    assert isinstance(event, Receipt)
    assert event.outcome is Outcome.READ
    assert event.to is None


def test_an_event_without_envelope_is_a_notice() -> None:
    body = {"messageTemplateId": 111, "change": {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": "APPROVED"}}

    (event,) = parse(json.dumps(body).encode())

    assert isinstance(event, Notice)
    assert event.kind == "template_update"
    assert event.details["template_id"] == "111"


# --- the envelope -----------------------------------------------------------------------------------


@pytest.mark.conforms("event:none")
def test_an_empty_batch_has_no_events() -> None:
    assert read() == []


def test_one_result_instead_of_a_list_is_read_too() -> None:
    (event,) = parse(json.dumps({"results": result()}).encode(), now=NOW)

    assert isinstance(event, Inbound)


def test_a_result_without_envelope_and_a_list_of_results_are_read_too() -> None:
    for body in (result(), [result()]):
        (event,) = parse(json.dumps(body).encode(), now=NOW)

        assert isinstance(event, Inbound)


@pytest.mark.parametrize("results", [None, "none", 7, True])
def test_results_that_are_no_list_are_kept_as_unsupported(results: Any) -> None:
    assert isinstance(parse(json.dumps({"results": results}).encode())[0], Unsupported)


@pytest.mark.conforms("event:unsupported")
@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"{", b"\xff\xfe", b"<html>", b"[" * 300, b'{"results": [1]}]', b'["' + b"[" * 5_000],
)
def test_a_body_that_is_not_json_is_one_unsupported_event(body: bytes) -> None:
    (event,) = parse(body)

    assert isinstance(event, Unsupported)
    assert neutral(event) == {"event": "unsupported", "reason": "the body is not JSON"}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b"[" * 5_000 + b"]" * 5_000,
        b'{"results":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"results": [' + b"[" * 5_000 + b"]" * 5_000 + b"]}",
        b"[" * 5_000 + b'"' + rb"\"" * 50_000,
        b"[" * 5_000 + b"]" * 4_999,
    ],
)
def test_a_body_nested_too_deeply_is_one_unsupported_event_that_says_so(body: bytes) -> None:
    (event,) = parse(body)

    assert neutral(event) == {"event": "unsupported", "reason": "the body is nested too deeply"}


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"]":"[{\\"[","b":'])
def test_one_result_nested_absurdly_deep_does_not_cost_its_neighbours(opening: str, depth: int) -> None:
    closing = "".join({"[": "]", "{": "}"}[mark] for mark in reversed(opening.split('"')[0]))
    deep = opening * depth + "1" + closing * depth
    batch = [result(), {"x": "DEEP"}, result({"type": "TEXT", "text": "[}", "x": "DEEP"}), result()]
    body = json.dumps({"results": batch}).replace('"DEEP"', deep)

    first, second, third, fourth = parse(body.encode(), now=NOW)

    assert isinstance(second, Unsupported)
    assert first == fourth == read_one(result())
    assert isinstance(third, Inbound)
    assert third.content == Text("[}")
    assert len(json.dumps(third.raw)) < 2_000


@settings(deadline=None)  # a busy machine is no defect of the parser
@given(
    st.lists(st.sampled_from(['"', "\\", "[", "]", "{", "}", ":", ",", "1", '"x"', " ", "é"]), max_size=60)
)
def test_pruning_changes_nothing_that_is_not_nested_too_deeply(parts: list[str]) -> None:
    body = "".join(parts).encode()
    try:
        value = decode(body)
    except ValueError:
        value = ValueError

    try:
        pruned = decode_pruned(body)
    except ValueError:
        pruned = ValueError

    assert pruned == value


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 300])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[0,{"a":', ',"b":2},3]')])
def test_pruning_drops_what_reading_would_drop(opening: str, closing: str, depth: int) -> None:
    body = (opening * depth + "1" + closing * depth).encode()

    assert decode_pruned(body) == decode(body)


def test_a_byte_order_mark_and_broken_bytes_do_not_cost_the_message() -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"results": [result({"type": "TEXT", "text": "hi #"})]}).encode()

    (event,) = parse(body.replace(b"#", b"\xc3"), now=NOW)

    assert event.content == Text("hi \ufffd")  # type: ignore[union-attr]


def test_what_postgresql_cannot_store_is_taken_out_of_every_string() -> None:
    event = read_one(result({"type": "TEXT", "text": "a\0b\ud800c"}, contact={"name": "\udfffMona\0"}))

    assert event.content == Text("ab\ufffdc")
    assert event.party.name == "\ufffdMona"
    assert event.raw["message"]["text"] == "ab\ufffdc"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000, "-" + "9" * 41])
def test_numbers_that_cannot_be_held_are_kept_as_their_text(number: str) -> None:
    body = json.dumps({"results": [result(extra="N")]}).replace('"N"', number)

    (event,) = parse(body.encode(), now=NOW)

    assert isinstance(event, Inbound)
    assert event.raw["extra"] == number
