// The Microsoft Graph permissions of the app's identity: the least set for the features that are switched on.
//
// Who deploys this must be a Privileged Role Administrator. Whoever is not leaves it out, and an administrator runs
// infra/grant-graph-permissions.sh once. Both read graph-permissions.json, which `./dev docs` writes from the code.
// Nothing is taken back here. What is granted already can end a deployment with a conflict (msgraph-bicep-types#161):
// switch this off once it has run.
extension microsoftGraphV1

@description('Object id of the service principal of the app\'s identity (its principalId, not its client id).')
param principalId string

@description('Features beside the rest that need permissions of their own, by their names in docs/graph-permissions.md.')
param features ('employeeLeaveDateTime' | 'emailNotifications')[] = []

var permissions = loadJsonContent('../graph-permissions.json')
var ofFeatures = flatten(map(features, feature => permissions.features[feature]))

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource grants 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for permission in concat(permissions.always, ofFeatures): {
    appRoleId: permission.id
    principalId: principalId
    resourceId: graph.id
  }
]
