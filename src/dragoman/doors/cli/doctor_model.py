"""What ``dragoman doctor`` says of language models: which answers for whom, and what keeps one from it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from dragoman.agents.base import Chatbot
from dragoman.agents.llm.rates import read_rates
from dragoman.agents.llm.spending import budget_of, spent_on
from dragoman.agents.registry import agent_of
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.db import Database
from dragoman.base.errors import ConfigError, NotFound
from dragoman.config.settings import Settings
from dragoman.doors.cli.checks import Check
from dragoman.tenants import store as tenants
from dragoman.tenants.model import ChatbotProfile


def model_checks(settings: Settings) -> Iterator[Check]:
    """Which models the settings name, and whether what goes with them can be read."""
    if settings.model_chain:
        yield Check("✓", f"answered by {', then '.join(map(str, settings.model_chain))}, then the rules")
    else:
        yield Check("✓", "answered by the rules: no language model is set (DRAGOMAN_MODEL)")
    try:
        read_rates(settings.dragoman_model_rates)
    except ConfigError as error:
        yield Check("✗", "rates of models", str(error))


async def chatbot_checks(database: Database, settings: Settings) -> list[Check]:
    """The chatbots whose models cannot be asked, and the shops that have reached a limit of today."""
    async with database.as_platform() as tx:
        shops = {row.id: row.brand for row in await tenants.list_tenants(tx)}
        chatbots = await tenants.list_chatbots(tx)
    checks = []
    for row in chatbots:
        async with database.as_tenant(row.tenant_id) as tenant_tx:
            try:
                profile = await tenants.get_chatbot_profile(tenant_tx, row.chatbot_id)
            except NotFound:
                continue
            spent = await spent_on(tenant_tx, datetime.now(UTC).date())
        name = f"{shops.get(row.tenant_id, row.tenant_id)}, chatbot {row.chatbot_id}"
        try:
            chain = _chain(profile, settings)
            over = budget_of(settings, profile.settings).over(spent)
        except ConfigError as error:
            checks.append(Check("✗", f"{name}: the rules answer", str(error)))
            continue
        if chain and over is not None:
            to_do = "raise DRAGOMAN_MODEL_DAY_..., or the chatbot's model_limits"
            checks.append(Check("!", f"{name}: the rules answer for today ({over})", to_do))
    return checks


def _chain(profile: ChatbotProfile, settings: Settings) -> bool:
    """Whether the chatbot asks a model. Raises ``ConfigError`` as the first turn would."""
    chatbot = Chatbot(profile.chatbot_id, profile.agent_id, profile.name, settings=profile.settings)
    asked: list[bool] = []

    def ask(chain: object, _: Chatbot) -> RulesAgent:
        asked.append(True)
        return RulesAgent()

    agent_of(chatbot, settings, ask)
    return bool(asked)
