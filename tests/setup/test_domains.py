"""What is told of the tenant's domains, and of those that the settings name."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from provisioning.model import Domains
from provisioning.ports import AccessDenied
from provisioning.settings import parse_settings
from provisioning.setup.domains import DomainsCheck
from tests.contracts.tenants import graph_tenant
from tests.setup.looking import found, look

VERIFIED = Domains(verified=frozenset({"contoso.com", "contoso.onmicrosoft.com"}), default="contoso.com")
TENANT = ("tenant", "ok")


def reading(domains: Domains | Exception | None) -> DomainsCheck:
    async def read() -> Domains | None:
        if isinstance(domains, Exception):
            raise domains
        return domains

    return DomainsCheck(read)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({}, [], id="no setting names one"),
        pytest.param({"emailDomains": ["Contoso.com"]}, [("emailDomains", "ok")], id="one that is verified"),
        pytest.param(
            {"emailDomains": ["contoso.com", "fabrikam.com"]},
            [("emailDomains", "ok"), ("emailDomains", "failed")],
            id="one of two that is not",
        ),
        pytest.param(
            {"emailDomains": ["fabrikam.com"], "loginName": {"mode": "schema", "domain": "contoso.com"}},
            [("loginName.domain", "ok")],
            id="by the schema, e-mail domains only say whom it is for",
        ),
        pytest.param(
            {"loginName": {"mode": "schema", "domain": "fabrikam.com"}},
            [("loginName.domain", "failed")],
            id="login names in a domain that is not the tenant's",
        ),
        pytest.param(
            {"loginName": {"domain": "fabrikam.com"}},
            [("loginName.domain", "warning")],
            id="a domain that the mode does not use yet",
        ),
    ],
)
async def test_domains_that_the_settings_name_must_be_verified(
    document: Mapping[str, JsonValue], expected: list[tuple[str, str]]
) -> None:
    assert await look(reading(VERIFIED), parse_settings(dict(document))) == [TENANT, *expected]


@pytest.mark.parametrize("answer", [None, AccessDenied("no")], ids=["not shown", "denied"])
async def test_domains_that_may_not_be_read_name_the_permission(answer: Exception | None) -> None:
    (finding,) = await found(reading(answer))
    assert (finding.subject, finding.status.value) == ("tenant", "failed")
    assert "Domain.Read.All" in str(finding.remedy)


async def test_the_stand_ins_domains_are_read() -> None:
    async with graph_tenant() as tenant:
        (finding,) = await found(DomainsCheck(tenant.directory.domains))
    assert finding.sentence == "the tenant's verified domains are contoso.com, contoso.onmicrosoft.com"
