#!/usr/bin/env bash
# Grants the app's identity the Microsoft Graph permissions that it needs. Needs bash and az alone, as in Azure Cloud
# Shell, signed in as a Privileged Role Administrator. It may be run again: it grants what is missing, and no more.
set -euo pipefail

readonly graph=https://graph.microsoft.com/v1.0
readonly graph_app=00000003-0000-0000-c000-000000000000
readonly guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
list="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/graph-permissions.json"
readonly list

usage() {
    cat >&2 <<'TEXT'
Usage: infra/grant-graph-permissions.sh OBJECT_ID [FEATURE ...]

OBJECT_ID is the object id (principal id) of the app's identity, not its client id.
TEXT
    printf 'FEATURE is one of:%s\n' "$(features)" >&2
    exit 2
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints a line for each permission: the feature that needs it (or "always"), its name, its id.
permissions() {
    local line section='' name=''
    while IFS= read -r line; do
        if [[ $line =~ \"([^\"]+)\":\ \[ ]]; then
            section=${BASH_REMATCH[1]}
        elif [[ $line =~ \"name\":\ \"([^\"]+)\" ]]; then
            name=${BASH_REMATCH[1]}
        elif [[ $line =~ \"id\":\ \"([^\"]+)\" ]]; then
            printf '%s %s %s\n' "$section" "$name" "${BASH_REMATCH[1]}"
        fi
    done <"$list"
}

features() {
    local section known=' '
    while read -r section _; do
        if [[ $section != always && $known != *" $section "* ]]; then
            known+="$section "
        fi
    done < <(permissions)
    printf '%s' "$known"
}

# Asks Graph, without taking what the caller reads from standard input. What it says to an error is shown, and then what to do about it.
ask() {
    local remedy=$1 said answer
    shift
    said=$(mktemp)
    if ! answer=$(az rest --only-show-errors "$@" 2>"$said" </dev/null); then
        cat "$said" >&2
        rm -f "$said"
        fail "$remedy"
    fi
    rm -f "$said"
    printf '%s' "$answer"
}

grant() {
    local identity=$1 resource=$2 role=$3 body
    body="{\"principalId\": \"$identity\", \"resourceId\": \"$resource\", \"appRoleId\": \"$role\"}"
    ask "It could not be granted. Granting takes the role Privileged Role Administrator (or Global Administrator): \
ask somebody who has it to run this line, or activate it and run the line again; what was granted stays granted." \
        --method post --url "$graph/servicePrincipals/$identity/appRoleAssignments" \
        --headers Content-Type=application/json --body "$body" --output none
}

main() {
    local identity=${1:-} wanted=' always ' feature name resource granted section permission role count=0
    [[ $identity =~ $guid ]] || usage
    shift
    for feature in "$@"; do
        [[ $feature =~ ^[A-Za-z]+$ && " $(features) " == *" $feature "* ]] || usage
        wanted+="$feature "
    done
    command -v az >/dev/null || fail "az, the Azure CLI, was not found: use Azure Cloud Shell, or install it."

    resource=$(ask "Microsoft Graph did not answer. Sign in to the right tenant first: az login --tenant TENANT" \
        --method get --url "$graph/servicePrincipals(appId='$graph_app')?\$select=id" --query id --output tsv)
    name=$(ask "There is no identity with the object id $identity in this tenant. Take the object id (principal id), \
not the client id, and see that az is signed in to the tenant of the app: az account show" \
        --method get --url "$graph/servicePrincipals/$identity?\$select=displayName" --query displayName --output tsv)
    granted=$(ask "What is granted already could not be read." \
        --method get --url "$graph/servicePrincipals/$identity/appRoleAssignments?\$top=999" \
        --query "value[?resourceId=='$resource'].appRoleId" --output tsv)

    printf 'Microsoft Graph permissions of %s:\n' "$name"
    while read -r section permission role; do
        [[ $wanted == *" $section "* ]] || continue
        if [[ $granted == *"$role"* ]]; then
            printf '  %-34s granted already\n' "$permission"
        else
            grant "$identity" "$resource" "$role"
            count=$((count + 1))
            printf '  %-34s granted now\n' "$permission"
        fi
    done < <(permissions)
    if ((count)); then
        printf 'Restart the app so that it gets a new token; App Service can hand out the old one for up to a day.\n'
    else
        printf 'Nothing was missing.\n'
    fi
}

main "$@"
