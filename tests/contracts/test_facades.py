"""The names that people from the earlier system look for, where they look for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

USE_THE_ROUTING = """
import {module} as m
r = m.get_routing_for_destination("+961 3 451 652")
assert (r["user_id"], r["chatbot_id"], r["agent_id"]) == (6, 3, "astrosouks_sales_agent"), r
assert m.MultiTenantConfig.get_routing_for_destination("00961 79 374241").user_id == 2
assert m.config.get_sender_config("9613451652")["chatbot_id"] == 3
assert set(m.get_all_sender_configs()) == set(m.SENDER_TO_TENANT_MAPPING) == {{"96179374241", "9613451652"}}
assert m.SENDER_TO_TENANT_MAPPING["96179374241"]["agent_id"] == "ecla_sales_agent"
assert m.get_routing_for_destination("1234567890") is None
"""
USE_THE_SETTINGS = """
from {module}.settings import Settings, get_settings, settings
assert settings.astrosouks_whatsapp_sender == "9613451652"
assert isinstance(get_settings(), Settings)
"""


def run_python(
    *arguments: str, src_on_path: bool = False, **variables: str
) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the repository's root; with ``src`` on its path as after an editable install."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    path = {"PYTHONPATH": str(REPOSITORY / "src")} if src_on_path else {}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=kept | path | {"PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "installed"), [("src.multi_tenant_config", False), ("multi_tenant_config", True)]
)
def test_the_routing_functions_answer_under_their_earlier_name(module: str, installed: bool) -> None:
    done = run_python("-c", USE_THE_ROUTING.format(module=module), src_on_path=installed)

    assert done.returncode == 0, done.stderr


def test_the_numbers_that_the_settings_name_are_those_that_the_check_prints() -> None:
    program = "from src.config.settings import settings as s\nprint(s.whatsapp_sender, s.astrosouks_whatsapp_sender)"

    done, check = run_python("-c", program), run_python("test_multi_tenant_config.py")

    assert done.stdout == "96179374241 9613451652\n", done.stderr
    assert "\nWHATSAPP_SENDER=96179374241\nASTROSOUKS_WHATSAPP_SENDER=9613451652\n" in check.stdout


@pytest.mark.parametrize(("module", "installed"), [("src.config", False), ("config", True)])
def test_the_settings_answer_under_their_earlier_name(module: str, installed: bool) -> None:
    done = run_python(
        "-c",
        USE_THE_SETTINGS.format(module=module),
        src_on_path=installed,
        ASTROSOUKS_WHATSAPP_SENDER="+961 3 451652",
    )

    assert done.returncode == 0, done.stderr


def test_importing_the_settings_in_a_bad_environment_does_no_harm_until_they_are_asked() -> None:
    program = "from src.config.settings import settings\nprint('imported')\nsettings.whatsapp_sender"

    done = run_python("-c", program, WHATSAPP_SENDER="not a number")

    assert done.stdout == "imported\n"
    assert "WHATSAPP_SENDER" in done.stderr


def test_the_routing_facade_is_small_and_nothing_inside_imports_the_facades() -> None:
    facade = (REPOSITORY / "src" / "multi_tenant_config.py").read_text(encoding="utf-8")
    inside = (REPOSITORY / "src" / "dragoman").rglob("*.py")

    assert len(facade.splitlines()) < 30
    assert [file for file in inside if "multi_tenant_config" in file.read_text(encoding="utf-8")] == []


def test_the_check_prints_its_five_lines_to_the_letter() -> None:
    done = run_python("test_multi_tenant_config.py")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(
        "📋 Testing destination-based routing:\n"
        "Test 1: ✅ PASS - 96179374241 → ECLA (user_id=2, chatbot_id=2)\n"
        "Test 2: ✅ PASS - 9613451652 → AstroSouks (user_id=6, chatbot_id=3)\n"
        "Test 3: ✅ PASS - +96179374241 → ECLA (with + prefix)\n"
        "Test 4: ✅ PASS - +9613451652 → AstroSouks (with + prefix)\n"
        "Test 5: ✅ PASS - Unknown number → None\n"
    )


def test_the_check_fails_when_a_number_goes_to_the_wrong_shop(tmp_path: Path) -> None:
    for name in ("ecla", "astrosouks"):
        text = (REPOSITORY / "examples" / "shops" / f"{name}.yaml").read_text(encoding="utf-8")
        text = text.replace("user_id: 6", "user_id: 7")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    done = run_python("test_multi_tenant_config.py", DRAGOMAN_SHOPS=str(tmp_path))

    assert done.returncode == 1
    assert "Test 2: ❌ FAIL" in done.stdout


@pytest.mark.parametrize(
    "variables",
    [
        {"ENABLE_MULTI_TENANT": "false"},
        {"ROUTE_BY_DESTINATION": "false"},
        {"WHATSAPP_SENDER": "9613451652"},
        {"WHATSAPP_SENDR": "96179374241"},
    ],
)
def test_the_check_fails_when_the_variables_do_not_allow_two_shops(variables: dict[str, str]) -> None:
    done = run_python("test_multi_tenant_config.py", **variables)

    assert done.returncode == 1
    assert next(iter(variables)) in done.stdout


def test_the_check_follows_the_numbers_of_the_environment() -> None:
    done = run_python("test_multi_tenant_config.py", WHATSAPP_SENDER="+44 7700 900123")

    assert done.returncode == 0
    assert "Test 1: ✅ PASS - 447700900123 → ECLA (user_id=2, chatbot_id=2)" in done.stdout
