"""The routing functions under the name of the system that Dragoman replaces; see dragoman.tenants.routing."""

import sys
from importlib.util import find_spec
from pathlib import Path

if find_spec("dragoman") is None:
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from dragoman.tenants.routing import (
    SENDER_TO_TENANT_MAPPING,
    get_all_sender_configs,
    get_routing_for_destination,
    get_sender_config,
)


class MultiTenantConfig:
    """The same functions as methods."""

    SENDER_TO_TENANT_MAPPING = SENDER_TO_TENANT_MAPPING
    get_routing_for_destination = staticmethod(get_routing_for_destination)
    get_all_sender_configs = staticmethod(get_all_sender_configs)
    get_sender_config = staticmethod(get_sender_config)


config = MultiTenantConfig()
