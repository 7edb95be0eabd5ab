"""All accounts of a tenant, a page at a time: the AccountLister port on Microsoft Graph v1.0."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Final

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_service_client import GraphServiceClient

from provisioning.model import MatchingAttribute
from provisioning.ports import ListedAccount
from provisioning.targets.graph_answers import shown_to_us
from provisioning.targets.graph_client import pages

_LARGEST_PAGE: Final = 999


async def listed_accounts(
    client: GraphServiceClient, attributes: Collection[MatchingAttribute]
) -> AsyncIterator[ListedAccount]:
    """Yield every account, as ports.AccountLister.accounts; guests and those from on-premises as well.

    One call a page of 999. A failure in the middle ends the list with an error, never earlier than it should.
    """
    wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
        select=["id", *dict.fromkeys(attributes)], top=_LARGEST_PAGE
    )

    def first() -> RequestInformation:
        return client.users.to_get_request_information(RequestConfiguration(query_parameters=wanted))

    with shown_to_us():
        async for user in pages(client, first):
            yield ListedAccount(user["id"], _values(user, attributes))


def _values(user: Mapping[str, Any], attributes: Collection[MatchingAttribute]) -> dict[MatchingAttribute, str]:
    return {name: value for name in attributes if isinstance(value := user.get(name), str) and value}
