"""The API over a world of fakes."""

from collections.abc import Mapping
from typing import Final

from provisioning.app_secrets import AppSecrets
from provisioning.ports import HrSource
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.web.api import Api
from tests.engine.world import World

SOURCES: Final[Mapping[str, HrSource]] = {"bob": BobSource([]), "generic": GenericSource()}


def api_of(world: World, app_settings: Mapping[str, str] | None = None) -> Api:
    """Return the API over a world, with these app settings to hold secrets."""
    secrets = AppSecrets(app_settings or {})
    return Api(SOURCES, {"bob": world.bob}, world.employees, world.settings, world.log, world.clock, secrets)
