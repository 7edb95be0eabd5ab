#!/usr/bin/env bash
# azd's hook after the app was deployed: says what is left to do, with the names of this deployment filled in.
set -euo pipefail

readonly app=${AZURE_FUNCTION_APP_NAME:?is an output of main.bicep}
readonly group=${AZURE_RESOURCE_GROUP:?is an output of main.bicep}
readonly identity=${AZURE_IDENTITY_OBJECT_ID:?is an output of main.bicep}
readonly url=${AZURE_FUNCTION_APP_URL:?is an output of main.bicep}
readonly vault=${AZURE_KEY_VAULT_NAME:?is an output of main.bicep}

# Prints the items of a JSON list of names, one a line.
names() {
    local left=$1
    while [[ $left =~ [a-z0-9-]+ ]]; do
        printf '%s\n' "${BASH_REMATCH[0]}"
        left=${left#*"${BASH_REMATCH[0]}"}
    done
}

number=0
step() {
    number=$((number + 1))
    printf '\n%d. %s\n' "$number" "$1"
    shift
    (($# == 0)) || printf '     %s\n' "$@"
}

printf '\nThe app is deployed. What is left to do, if it was not done before:\n'
step 'The first time, before any secret is set, switch provisioning off; it is on by default (docs/deploy.md, step 2):' \
    "curl -X PUT $url/api/settings -H 'Content-Type: application/json' -d '{\"enabled\": false}' \\" \
    "  -H \"x-functions-key: \$(az functionapp keys list --resource-group $group --name $app --query masterKey --output tsv)\""
if [[ ${GRANT_GRAPH_PERMISSIONS:-false} != true ]]; then
    step 'A Privileged Role Administrator gives the app its Graph permissions, once:' \
        "infra/grant-graph-permissions.sh $identity"
fi
secrets=()
while IFS= read -r name; do
    secrets+=("az keyvault secret set --vault-name $vault --name $name --output none --value \"\$(cat)\"")
done < <(names "${AZURE_SECRETS_TO_SET:-[]}")
if ((${#secrets[@]})); then
    step 'Set these secrets. Paste each when its line waits, then Enter and Ctrl-D; so none is in the history of the shell:' \
        "${secrets[@]}"
    step 'Have App Service fetch them at once; it would within a day:' \
        "az rest --method post --output none --url \\" \
        "  \"\$(az functionapp show --resource-group $group --name $app --query id --output tsv)/config/configreferences/appsettings/refresh?api-version=2022-03-01\"" \
        "az functionapp restart --resource-group $group --name $app"
fi
step 'See whether all is right; each sentence says what to do:' \
    "FUNCTIONS_KEY=\$(az functionapp keys list --resource-group $group --name $app --query functionKeys.default --output tsv) \\" \
    "  ./dev setup-check --url $url"
printf '\n'
