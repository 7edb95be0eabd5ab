// HR-driven provisioning on Azure: one resource group with everything in it. Nothing here knows, makes or hands out a key.
//
//   azd up                                                                          (azure.yaml; builds and deploys the app too)
//   az deployment sub create --location <region> --parameters infra/main.bicepparam (the resources alone)
//
// docs/deploy.md goes through it; docs/decisions/0014 says why it has this shape.

targetScope = 'subscription'

import { BambooHrSettings, BobSettings, HrSystem, OpenSource, PersonioSettings } from 'modules/types.bicep'

// ---- where

@minLength(1)
@maxLength(64)
@description('Names the deployment, and its resource group: rg-<environmentName>.')
param environmentName string

@description('Azure region. It must offer the Flex Consumption plan: az functionapp list-flexconsumption-locations.')
param location string

@description('Further tags for all resources.')
param tags object = {}

// ---- HR systems: which, and what of them is not secret. Their secrets are set in the key vault, never here.

@description('HR systems whose APIs the app reads. Each needs its secrets in the key vault: the output AZURE_SECRETS_TO_SET names them.')
param hrSystems HrSystem[] = []

@description('Those of them that send no webhooks, and are read by cycles alone.')
param withoutWebhook HrSystem[] = []

@description('Built-in sources for any other HR system, open to whoever has the function key. With neither these nor webhooks generic is open.')
param openSources OpenSource[] = []

@description('HiBob. Used if hrSystems names it.')
param bob BobSettings = {}

@description('Personio. Used if hrSystems names it.')
param personio PersonioSettings = {}

@description('BambooHR. Used if hrSystems names it.')
param bambooHr BambooHrSettings = {}

@description('HR systems whose webhook\'s secret is being changed. Set …_PREVIOUS in the key vault first; take the name out again when the change is done.')
param rotatingWebhooks HrSystem[] = []

@description('Further app settings that are secrets, by their names: NOTIFICATION_WEBHOOK…, DEFAULT_PASSWORD…, HR_SECRET_…, as the settings name them.')
param furtherSecrets string[] = []

@description('Further app settings that are no secrets. They replace none that this deployment writes.')
param furtherAppSettings { *: string } = {}

@description('When to look for people who are due: six-field NCRONTAB, in UTC.')
param reviewDueSchedule string = '0 * * * * *'

@description('When to start the cycles that are due: six-field NCRONTAB, in UTC.')
param reconcileSchedule string = '0 */30 * * * *'

@description('Lets HR systems and the webhook for notifications be in a private network.')
param allowPrivateAddresses bool = false

@description('Microsoft Graph with its version, in a national cloud; empty for the global one.')
param graphBaseUrl string = ''

// ---- Microsoft Graph permissions

@description('Gives the app\'s identity its Graph permissions. Who deploys must then be a Privileged Role Administrator; otherwise an administrator runs infra/grant-graph-permissions.sh once.')
param grantGraphPermissions bool = false

@description('Features that need permissions of their own: docs/graph-permissions.md.')
param graphFeatures ('employeeLeaveDateTime' | 'emailNotifications')[] = []

// ---- the function app

@allowed([512, 2048, 4096])
@description('Memory of an instance. 2,048 MB holds the worker, the Graph library and 24 people at a time with room to spare.')
param instanceMemoryMB int = 2048

@minValue(40)
@maxValue(1000)
@description('Most instances at a time. All share one quota of Graph, so that more than 40 make nothing faster.')
param maximumInstanceCount int = 40

@minValue(0)
@maxValue(20)
@description('Instances for HTTP that are never switched off; they cost all day. HTTP has instances of its own on this plan, so that with 0 the first webhook after a pause waits for a cold start. Personio waits for 3 seconds only: choose 1 if its events must not wait for a repetition or the next cycle.')
param alwaysReadyHttpInstances int = 0

// ---- who may what

@description('Object id of who may set secrets in the key vault, such as whoever deploys; empty for nobody.')
param vaultOfficerId string = ''

@description('What that is.')
param vaultOfficerType 'User' | 'Group' | 'ServicePrincipal' = 'User'

@description('Application (client) id of an app registration with which people sign in before they reach the app. Empty: no sign-in, function keys alone. With it, every endpoint but the webhooks and /api/health needs a signed-in person as well as the key: it is meant for people with a browser, and refuses scripts that have a key alone.')
param administratorsAppId string = ''

@description('Makes that app registration, without a secret. Who deploys must be allowed to register applications.')
param createAdministratorsApp bool = false

@description('Object ids of the groups whose members may sign in; empty for everybody in the tenant. A registration of your own must emit the groups claim.')
param administratorGroupIds string[] = []

@description('What someone gets who is not signed in: an answer 401, for programs, or the sign-in page, for browsers.')
param unauthenticatedAction 'Return401' | 'RedirectToLoginPage' = 'Return401'

@description('Names of HR systems that the settings document describes: their webhooks, too, come without signing in.')
param otherWebhooks string[] = []

// ---- network

@description('Closes storage and the key vault to the internet; the app reaches them through private endpoints. Then run infra/private-dns.bicep before the app is deployed.')
param privateNetwork bool = false

@description('Address space of the network, a /25 or larger that nothing else here uses.')
param networkAddressSpace string = '10.60.0.0/25'

@description('Public addresses, such as 203.0.113.7, from which administrators may reach the key vault although the network is private. Empty: from inside the network alone.')
param administratorAddresses string[] = []

// ---- keeping and watching

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('Copies of the data. ZRS outlives the loss of a data centre; choose LRS in a region without zones.')
param storageSku string = 'Standard_ZRS'

@description('Brings back the deleted key vault of this deployment, with its secrets. It cannot be made anew while it is kept, for 90 days. Take it out again afterwards: without a deleted vault it is an error.')
param recoverKeyVault bool = false

@description('E-mail addresses that alerts go to. With none they are seen in the portal only.')
param alertEmails string[] = []

@minValue(30)
@maxValue(730)
@description('Days that lines are kept. Up to 90 those of the app cost nothing.')
param logRetentionDays int = 90

@minValue(-1)
@description('Most GB of lines a day; -1 for no limit. Beyond a limit the alerts see nothing until the next day, which is why there is none: a budget tells of costs without making the app blind.')
param logDailyCapGb int = -1

@description('Also log who read and wrote the tables with the people. Much: a line for every access of the app itself.')
param auditTables bool = false

@description('Also keep the host\'s own lines, which tell why the app did not start.')
param hostLogs bool = true

// The same subscription, name and region always give the same names. Abbreviations are those of Microsoft's list
// (Cloud Adoption Framework, Abbreviation recommendations); storage takes letters and digits only. 13 characters.
var suffix = uniqueString(subscription().id, environmentName, location)
var functionAppName = 'func-${suffix}'
var allTags = union(tags, { 'azd-env-name': environmentName })
var websites = {
  AzureCloud: 'azurewebsites.net'
  AzureUSGovernment: 'azurewebsites.us'
  AzureChinaCloud: 'chinacloudsites.cn'
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: 'id-${suffix}'
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-${suffix}'
    applicationInsightsName: 'appi-${suffix}'
    actionGroupName: 'ag-${suffix}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    alertEmails: alertEmails
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: 'st${suffix}'
    location: location
    tags: allTags
    skuName: storageSku
    workspaceId: monitoring.outputs.workspaceId
    privateNetwork: privateNetwork
    auditTables: auditTables
  }
}

module keyVault 'modules/key-vault.bicep' = {
  scope: group
  name: 'key-vault'
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    privateNetwork: privateNetwork
    administratorAddresses: administratorAddresses
    recover: recoverKeyVault
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    principalId: identity.outputs.principalId
    storageAccountName: storage.outputs.name
    keyVaultName: keyVault.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    vaultOfficerId: vaultOfficerId
    vaultOfficerType: vaultOfficerType
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  name: 'network'
  params: {
    suffix: suffix
    location: location
    tags: allTags
    addressSpace: networkAddressSpace
    storageAccountId: storage.outputs.id
    keyVaultId: keyVault.outputs.id
  }
}

module administratorsApp 'modules/administrators-app.bicep' = if (createAdministratorsApp) {
  scope: group
  name: 'administrators-app'
  params: {
    suffix: suffix
    siteUrl: 'https://${functionAppName}.${websites[environment().name]}'
    identityPrincipalId: identity.outputs.principalId
  }
}

module appSettings 'modules/app-settings.bicep' = {
  scope: group
  name: 'app-settings'
  params: {
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    identityClientId: identity.outputs.clientId
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    keyVaultUri: keyVault.outputs.uri
    hrSystems: hrSystems
    withoutWebhook: withoutWebhook
    openSources: openSources
    bob: bob
    personio: personio
    bambooHr: bambooHr
    rotatingWebhooks: rotatingWebhooks
    furtherSecrets: furtherSecrets
    furtherAppSettings: furtherAppSettings
    reviewDueSchedule: reviewDueSchedule
    reconcileSchedule: reconcileSchedule
    allowPrivateAddresses: allowPrivateAddresses
    graphBaseUrl: graphBaseUrl
    signIn: createAdministratorsApp || !empty(administratorsAppId)
  }
}

module app 'modules/app.bicep' = {
  scope: group
  name: 'app'
  params: {
    planName: 'plan-${suffix}'
    name: functionAppName
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    identityId: identity.outputs.id
    packageContainerUrl: storage.outputs.packageContainerUrl
    appSettings: appSettings.outputs.appSettings
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    administratorsAppId: createAdministratorsApp ? administratorsApp!.outputs.appId : administratorsAppId
    administratorGroupIds: administratorGroupIds
    unauthenticatedAction: unauthenticatedAction
    webhookSources: union(appSettings.outputs.sources, otherWebhooks)
    hostLogs: hostLogs
  }
  // A site that starts before its rights exist finds neither package nor locks, and remembers that for minutes.
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: monitoring.outputs.actionGroupId
    namePrefix: 'alert-${suffix}'
  }
}

module graphPermissions 'modules/graph-permissions.bicep' = if (grantGraphPermissions) {
  scope: group
  name: 'graph-permissions'
  params: {
    principalId: identity.outputs.principalId
    features: graphFeatures
  }
  // Graph knows a new identity only after a while, and the roles take one (microsoftgraph/msgraph-bicep-types, issue 193).
  dependsOn: [roles]
}

// azd keeps these for its other steps, and for people: azd env get-values. None is a secret.

output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name

@description('What the names in the resource group end with.')
output AZURE_RESOURCE_SUFFIX string = suffix

output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_FUNCTION_APP_URL string = app.outputs.url

@description('What Graph permissions and roles are given to.')
output AZURE_IDENTITY_OBJECT_ID string = identity.outputs.principalId

@description('Not called AZURE_CLIENT_ID: azd and other tools would take that for the identity that they are to sign in with.')
output AZURE_IDENTITY_CLIENT_ID string = identity.outputs.clientId

output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name

@description('Secrets that an administrator sets in the key vault, by their names.')
output AZURE_SECRETS_TO_SET string[] = appSettings.outputs.secretNames

output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_LOG_ANALYTICS_WORKSPACE_NAME string = monitoring.outputs.workspaceName
output AZURE_LOG_ANALYTICS_WORKSPACE_ID string = monitoring.outputs.workspaceId
output AZURE_APPLICATION_INSIGHTS_NAME string = monitoring.outputs.applicationInsightsName

@description('Whether infra/private-dns.bicep is to be run before the app is deployed.')
output AZURE_PRIVATE_NETWORK bool = privateNetwork
