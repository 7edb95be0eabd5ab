"""The API over a world of fakes."""

from collections.abc import Mapping

from provisioning.app_secrets import AppSecrets
from provisioning.auditing import Auditor
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.known import KnownSources
from provisioning.web.api import Api
from tests.engine.world import World


def api_of(world: World, app_settings: Mapping[str, str] | None = None) -> Api:
    """Return the API over a world, with these app settings to hold secrets."""
    secrets = AppSecrets(app_settings or {})
    sources = KnownSources({"bob": BobSource([]), "generic": GenericSource()}, world.settings, secrets)
    auditor = Auditor(world.audit, world.clock)
    return Api(sources, {"bob"}, world.employees, world.settings, world.log, world.clock, secrets, auditor)
