"""What a shop asks for, and what becomes of the answers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.agents import example_shop

from dragoman.orders.form import checked, form_of, phone_of
from dragoman.orders.model import Problem
from dragoman.orders.places import is_abroad, place_of
from dragoman.tenants.model import ShopInfo

ASTRO = example_shop("astrosouks").tools.info
ECLA = example_shop("ecla").tools.info
PLAIN = ShopInfo(country="LB")
WHOLE = {
    "first_name": "Rana",
    "last_name": "Khoury",
    "phone": "03 123 456",
    "city": "صيدا",
    "address_line1": "Riad el Solh street, Saab building, 3rd floor",
}


def test_the_form_is_the_shops_own() -> None:
    form = form_of(ASTRO)
    assert [field.name for field in form.fields if field.required] == [
        "first_name",
        "last_name",
        "phone",
        "city",
        "address_line1",
    ]
    assert form.never_ask == ("email", "country", "province", "postal_code")
    assert form.fields[3].question["en"].startswith("Where in Lebanon")
    assert [field.name for field in form_of(ECLA).fields if not field.required] == [
        "address_line2",
        "notes",
        "billing_address",
        "email",
    ]


def test_without_a_form_name_phone_city_and_address_are_asked() -> None:
    assert [field.name for field in form_of(PLAIN).fields] == ["name", "phone", "city", "address_line1"]
    told = {**WHOLE, "city": "Tripoli"}
    assert checked(told, PLAIN) == {
        "name": "Rana Khoury",
        "phone": "+9613123456",
        "city": "Tripoli",
        "address_line1": WHOLE["address_line1"],
    }


def test_details_are_stored_with_what_follows_from_them() -> None:
    assert checked(WHOLE, ASTRO) == {
        **WHOLE,
        "phone": "+9613123456",
        "province": "South Lebanon",
        "country": "Lebanon",
        "postal_code": "1100",
    }


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    assert checked({"city": "Beirut"}, ASTRO) == Problem(
        "missing_fields", fields=("first_name", "last_name", "phone", "address_line1")
    )
    assert checked({**WHOLE, "last_name": " \u200b\n"}, ASTRO) == Problem(
        "missing_fields", fields=("last_name",)
    )


def test_fields_that_the_form_does_not_have_are_left_out() -> None:
    stored = checked({**WHOLE, "email": "r@example.com", "shoe_size": "39"}, ASTRO)
    assert isinstance(stored, dict)
    assert not {"email", "shoe_size"} & set(stored)


def test_what_helps_a_courier_is_kept_though_nobody_asked_for_it() -> None:
    stored = checked({**WHOLE, "notes": "ring twice"}, ASTRO)
    assert isinstance(stored, dict)
    assert stored["notes"] == "ring twice"
    never = replace(ASTRO, extra={"order_form": {"never_ask_for": ["notes"]}})
    told = checked({**WHOLE, "name": "Rana", "notes": "ring twice"}, never)
    assert isinstance(told, dict)
    assert "notes" not in told


def test_a_name_told_as_one_is_shared_out_and_a_town_in_the_address_is_the_city() -> None:
    told = {"name": "Rana  el Khoury", "phone": "٠٣١٢٣٤٥٦", "address_line1": "شارع الحمرا، بناية سعد"}
    stored = checked(told, ASTRO)
    assert isinstance(stored, dict)
    assert (stored["first_name"], stored["last_name"]) == ("Rana", "el Khoury")
    assert (stored["city"], stored["province"]) == ("Hamra", "Beirut")


@pytest.mark.parametrize("phone", ["12", "not yet", "+44 20 7946 0958", "03 12 34"])
def test_a_number_that_the_shop_does_not_take_is_told(phone: str) -> None:
    assert checked({**WHOLE, "phone": phone}, ASTRO) == Problem("bad_phone", fields=("phone",))


def test_other_countries_are_taken_where_the_shop_does_not_refuse_them() -> None:
    assert phone_of("+33 6 12 34 56 78", ECLA) == "+33612345678"
    assert phone_of("03123456", ECLA) == "+9613123456"
    assert phone_of("0501234567", replace(PLAIN, country="AE")) is None


@pytest.mark.parametrize(
    ("told", "name", "province"),
    [
        ("Beirut", "Beirut", "Beirut"),
        ("بيروت", "Beirut", "Beirut"),
        ("beyrouth", "Beirut", "Beirut"),
        ("ببيروت", "Beirut", "Beirut"),
        ("ana b Jounieh", "Jounieh", "Keserwan-Jbeil"),
        ("جونية", "Jounieh", "Keserwan-Jbeil"),
        ("3akkar", "Akkar", "Akkar"),
        ("be2a3", "Beqaa", "Beqaa"),
        ("bint jbeil", "Bint Jbeil", "Nabatieh"),
        ("Jbeil", "Byblos", "Keserwan-Jbeil"),
        ("Tripoly, Mina street", "Mina", "North Lebanon"),
        ("Baalbekk", "Baalbek", "Baalbek-Hermel"),
        ("Liban", "Lebanon", None),
    ],
)
def test_towns_are_known_in_every_spelling(told: str, name: str, province: str | None) -> None:
    place = place_of(told)
    assert place is not None
    assert (place.name, place.province) == (name, province)


@pytest.mark.parametrize("told", ["", "??", "my house", "Nowhere", "second floor"])
def test_what_is_no_place_is_none(told: str) -> None:
    assert place_of(told) is None
    assert not is_abroad(told, "all of Lebanon")


def test_only_known_places_elsewhere_are_abroad() -> None:
    assert is_abroad("دبي", "all of Lebanon")
    assert is_abroad("Paris", "Lebanon")
    assert not is_abroad("Saida", "Lebanon")
    assert not is_abroad("Paris", None)
    assert not is_abroad("Paris", "wherever you are")
    assert not is_abroad("Dubai", "the Emirates and Lebanon")


@given(st.dictionaries(st.sampled_from([*WHOLE, "name", "email", "x"]), st.text(max_size=60)))
def test_whatever_is_told_is_either_whole_or_a_problem(details: dict[str, Any]) -> None:
    for shop in (ASTRO, ECLA, PLAIN):
        stored = checked(details, shop)
        if isinstance(stored, Problem):
            assert stored.kind in {"missing_fields", "bad_phone"}
            assert stored.fields
        else:
            assert all(value == value.strip() and value for value in stored.values())
            assert checked(stored, shop) == stored  # what was stored is accepted as it stands
