#!/usr/bin/env bash
# azd's hook after it has made the resources: adds what main.bicep leaves to entries of its own.
# - The private DNS zones of a private network, without which the app does not reach its storage. Where the network's
#   owners keep zones centrally, say so first: azd env set PRIVATE_DNS central
# - The workbook. The app runs without it, so that nothing fails when it cannot be made.
# azd gives the outputs of main.bicep and the variables of its environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly group=${AZURE_RESOURCE_GROUP:?is set by azd after it has made the resources}
readonly subscription=${AZURE_SUBSCRIPTION_ID:?is set by azd after it has made the resources}

# Deploys an entry into the resource group, or prints how to.
deploy() {
    local entry=$1 command
    shift
    command=(az deployment group create --subscription "$subscription" --resource-group "$group" --output none
        --name "${entry%.bicep}" --template-file "$entry" --parameters "$@")
    if command -v az >/dev/null && "${command[@]}"; then
        return
    fi
    printf 'infra/%s is not deployed. Sign in with "az login" and run, in infra:\n  %s\n' "$entry" "${command[*]}" >&2
    return 1
}

if [[ ${AZURE_PRIVATE_NETWORK:-false} == [Tt][Rr][Uu][Ee] && ${PRIVATE_DNS:-} != central ]]; then
    printf 'Making the private DNS zones …\n'
    deploy private-dns.bicep "suffix=${AZURE_RESOURCE_SUFFIX:?is an output of main.bicep}"
fi

printf 'Making the workbook …\n'
deploy workbook.bicep "workspaceId=${AZURE_LOG_ANALYTICS_WORKSPACE_ID:?is an output of main.bicep}" || true
