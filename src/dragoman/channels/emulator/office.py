"""What happens to templates and senders: made, reviewed, edited, deleted, rated; told to the webhook."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.checks import Errors
from dragoman.channels.emulator.customer import address_of
from dragoman.channels.emulator.faults import REASONS
from dragoman.channels.emulator.payloads import stamp, template_event
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.state import SenderInfo
from dragoman.channels.emulator.template_rules import check_edit, check_new
from dragoman.channels.emulator.templates import CATEGORIES, QUALITIES, STATUSES, Template

Given = Mapping[str, Any]

_DAY_S = 24 * 3600.0
_EDITABLE = frozenset({"APPROVED", "REJECTED", "FIRST_PAUSED", "SECOND_PAUSED"})
_SENDER_FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "qualityRating": ("quality", QUALITIES),
    "status": (
        "status",
        (
            "CONNECTED",
            "BANNED",
            "FLAGGED",
            "RATE_LIMITED",
            "RESTRICTED",
            "PENDING",
            "MIGRATED",
            "DELETED",
            "DISCONNECTED",
            "UNKNOWN",
        ),
    ),
    "currentLimit": (
        "limit",
        ("LIMIT_NA", "LIMIT_250", "LIMIT_2K", "LIMIT_10K", "LIMIT_100K", "UNLIMITED"),
    ),
}


# --- the API's verbs --------------------------------------------------------------------------------


def create_template(provider: Provider, sender: str, body: Given) -> Template | Errors:
    """Makes a pending template that is reviewed after a while; or every violation, and then makes none."""
    errors = check_new(body)
    if errors:
        return errors
    templates, now = provider.state.templates, provider.now()
    if templates.find(sender, body["name"], body["language"]) is not None:
        return {"name": ["template with this name and language already exists"]}
    deleted_at = templates.deleted_names.get((sender, body["name"]))
    if deleted_at is not None and now < deleted_at + 30 * _DAY_S:
        return {"name": ["template with this name was deleted less than 30 days ago"]}
    template = Template(
        id=str(templates.made + 1),
        sender=sender,
        name=body["name"],
        language=body["language"],
        category=body["category"],
        structure=_without_type(body["structure"]),
        created_at=now,
        updated_at=now,
        review_at=_review_at(provider),
    )
    return _put_pending(provider, template)


def edit_template(provider: Provider, template: Template, body: Given) -> Template | Errors:
    """Changes a template, which is then pending again; or why that is not allowed."""
    errors = check_edit(body)
    if errors:
        return errors
    now = provider.now()
    if template.status not in _EDITABLE:
        return {"status": ["template can be edited only when approved, rejected or paused"]}
    recent = [at for at in template.edits if at > now - 30 * _DAY_S]
    if template.status == "APPROVED" and (len(recent) >= 10 or any(at > now - _DAY_S for at in recent)):
        return {"status": ["approved template can be edited once in 24 hours and 10 times in 30 days"]}
    structure = body.get("structure")
    edited = replace(
        template,
        category=body.get("category") or template.category,
        structure=_without_type(structure) if structure is not None else template.structure,
        status="PENDING",
        updated_at=now,
        review_at=_review_at(provider),
        edits=(*recent, now),
    )
    return _put_pending(provider, edited)


def delete_template(provider: Provider, sender: str, name: str) -> bool:
    """Takes a template away in all languages and locks its name; whether there was one."""
    gone = [template for template in provider.state.templates.of(sender) if template.name == name]
    for template in gone:
        provider.commit({"k": "template_gone", "id": template.id})
    if gone:
        provider.commit({"k": "template_name_deleted", "sender": sender, "name": name, "at": provider.now()})
    return bool(gone)


def _put_pending(provider: Provider, template: Template) -> Template:
    provider.commit({"k": "template", **template.as_record()})
    schedule_review(provider, template)
    return template


def _review_at(provider: Provider) -> float | None:
    after = provider.behaviour.template_review_s
    return None if after is None else time.time() + provider.dice.spread("template_review", after)


def _without_type(structure: Given) -> dict[str, Any]:
    return {name: part for name, part in structure.items() if name != "type" and part is not None}


# --- reviews ----------------------------------------------------------------------------------------


def schedule_reviews(provider: Provider) -> None:
    """Takes up the reviews that were due when the emulator stopped."""
    for template in list(provider.state.templates.by_id.values()):
        schedule_review(provider, template)


def schedule_review(provider: Provider, template: Template) -> None:
    """Has a pending template decided when its time has come."""
    if template.status == "PENDING" and template.review_at is not None:
        loop = asyncio.get_running_loop()
        loop.call_later(max(0.0, template.review_at - time.time()), _review, provider, template)


def _review(provider: Provider, template: Template) -> None:
    if provider.closed or provider.state.templates.by_id.get(template.id) != template:
        return  # decided, edited or deleted meanwhile
    if provider.dice.strikes("template_reject"):
        provider.counts.faulted += 1
        change_template(
            provider,
            template,
            {"status": "REJECTED", "reason": provider.dice.faults.template_reject_reason},
        )
    else:
        change_template(provider, template, {"status": "APPROVED"})


# --- on demand --------------------------------------------------------------------------------------


def change_template(provider: Provider, template: Template, given: Given) -> Template:
    """Gives a template another status, category or quality and tells the webhook of each.

    Raises ``ConfigError`` with one sentence that names what makes no sense.
    """
    reason = given.get("reason", "NONE")
    _check_word("status", given.get("status"), STATUSES)
    _check_word("category", given.get("category"), CATEGORIES)
    _check_word("quality", given.get("quality"), QUALITIES)
    _check_word("reason", reason, REASONS)
    changed = replace(
        template,
        status=given.get("status") or template.status,
        category=given.get("category") or template.category,
        quality=given.get("quality") or template.quality,
        updated_at=provider.now(),
        review_at=None,
    )
    provider.commit({"k": "template", **changed.as_record()})
    for change in _changes(template, changed, reason):
        event = template_event(
            template_id=changed.id,
            name=changed.name,
            language=changed.language,
            change=change,
            at=stamp(provider.now(), provider.behaviour.time_offset),
        )
        provider.push_raw(event, lane=f"template:{changed.id}")
    return changed


def _changes(old: Template, new: Template, reason: str) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    if new.status != old.status:
        change = {"type": "TEMPLATE_STATUS_UPDATE", "newStatus": new.status}
        changes.append(change | ({"reason": reason} if new.status in {"APPROVED", "REJECTED"} else {}))
    if new.category != old.category:
        changes.append(
            {
                "type": "TEMPLATE_CATEGORY_UPDATE",
                "previousCategory": old.category,
                "newCategory": new.category,
            }
        )
    if new.quality != old.quality:
        changes.append(
            {
                "type": "TEMPLATE_QUALITY_UPDATE",
                "previousQualityScore": old.quality,
                "newQualityScore": new.quality,
            }
        )
    return changes


def put_template(provider: Provider, given: Given) -> Template:
    """Registers a template that is there already, approved unless said otherwise; no event is pushed.

    Raises ``ConfigError`` with one sentence that names the first thing that is missing or wrong.
    """
    sender = given.get("sender")
    if not isinstance(sender, str) or not sender:
        raise ConfigError("sender is missing")
    errors = check_new(given)
    if errors:
        path, texts = next(iter(errors.items()))
        raise ConfigError(f"{path} {texts[0]}")
    for name, words in (("status", STATUSES), ("quality", QUALITIES)):
        _check_word(name, given.get(name), words)
    templates, now = provider.state.templates, provider.now()
    known = templates.find(address_of(sender), given["name"], given["language"])
    template = Template(
        id=known.id if known is not None else str(templates.made + 1),
        sender=address_of(sender),
        name=given["name"],
        language=given["language"],
        category=given["category"],
        structure=_without_type(given["structure"]),
        created_at=now,
        updated_at=now,
        status=given.get("status") or "APPROVED",
        quality=given.get("quality") or "UNKNOWN",
    )
    provider.commit({"k": "template", **template.as_record()})
    return template


def change_sender(provider: Provider, sender: str, given: Given) -> SenderInfo:
    """Gives a sender another rating, status or limit. Raises ``ConfigError`` for what makes no sense."""
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _SENDER_FIELDS:
            raise ConfigError(f"{name} is not something of a sender that can be set")
        _check_word(name, value, _SENDER_FIELDS[name][1])
        changes[_SENDER_FIELDS[name][0]] = value
    info = replace(provider.state.sender_info(sender), **changes, updated_at=provider.now())
    provider.commit({"k": "sender", "sender": sender, **asdict(info)})
    return info


def change_profile(provider: Provider, sender: str, given: Given) -> None:
    """Replaces parts of a sender's business profile."""
    info = provider.state.sender_info(sender)
    changed = replace(info, profile={**info.profile, **given})
    provider.commit({"k": "sender", "sender": sender, **asdict(changed)})


def _check_word(name: str, value: object, words: tuple[str, ...]) -> None:
    if value is not None and value not in words:
        raise ConfigError(f"{name} must be one of {', '.join(words)}")
