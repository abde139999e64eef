"""What a shop declares for replies that come too late."""

from typing import Any

import pytest

from dragoman.tenants.reopen import ReopenTemplate, reopen_template_of


def test_a_policy_is_read_and_a_shop_may_have_none() -> None:
    given = {"name": "hello_again", "language": "en", "body": ["{name}", "Ecla"], "without_name": "there"}

    assert reopen_template_of({"reopen_template": given}) == ReopenTemplate(
        "hello_again", "en", ("{name}", "Ecla"), "there"
    )
    assert reopen_template_of({"engine": "rules"}) is None


def test_the_customer_s_name_stands_where_it_is_wanted() -> None:
    policy = ReopenTemplate("hello_again", "en", ("Dear {name}", "Ecla"))

    assert policy.words_for(" Mona\n Haddad ") == ("Dear Mona Haddad", "Ecla")
    assert policy.words_for(None) is None
    assert ReopenTemplate("x", "en", ("{name}",), "customer").words_for("") == ("customer",)
    assert ReopenTemplate("x", "en", ("Ecla",)).words_for(None) == ("Ecla",)


@pytest.mark.parametrize(
    "given",
    [
        "hello",
        {"name": "x"},
        {"name": "x", "language": "en", "body": "y"},
        {"name": "x", "language": "en", "boddy": []},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="reopen_template"):
        reopen_template_of({"reopen_template": given})
