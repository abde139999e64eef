"""Who says only STOP wants no more advertising; who says more is talking."""

import pytest

from dragoman.turns.opt_out import language_of_opt_out, means_opt_out


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("STOP", None),
        (" stop. ", None),
        ("Unsubscribe!", "en"),
        ("opt-out", "en"),
        ("إلغاء الاشتراك", "ar"),
        ("الغاء الاشتراك", "ar"),
        ("إلغـــاء الاشتراك", "ar"),
        ("désabonner", "fr"),
        ("DESABONNER", "fr"),
        ("no more ads", "en"),
        ("وقفوا الإعلانات", "ar"),
        ("وقفوا الاعلانات!", "ar"),
        ("Plus de publicité.", "fr"),
    ],
)
def test_these_opt_out(text: str, language: str | None) -> None:
    assert means_opt_out(text)
    assert language_of_opt_out(text) == language


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "stop sending me the wrong kit",
        "does it stop bleeding?",
        "non-stop",
        "stop the ads? no",
        "🛑",
        "x" * 100,
    ],
)
def test_these_do_not(text: str | None) -> None:
    assert not means_opt_out(text)
