// The app settings of the site, and nothing else: no resource. README.md explains each, and a test compares with what the
// code reads. FUNCTIONS_WORKER_RUNTIME is not among them: a Flex Consumption plan says it in functionAppConfig.

import { BambooHrSettings, BobSettings, HrSystem, OpenSource, PersonioSettings } from 'types.bicep'

param blobEndpoint string
param queueEndpoint string
param tableEndpoint string
param identityClientId string
param applicationInsightsConnectionString string

@description('Address of the key vault, with a slash at its end.')
param keyVaultUri string

param hrSystems HrSystem[]
param withoutWebhook HrSystem[]
param openSources OpenSource[]
param bob BobSettings
param personio PersonioSettings
param bambooHr BambooHrSettings

@description('HR systems whose webhook\'s secret is being changed: the one before is accepted as well.')
param rotatingWebhooks HrSystem[]

@description('Names of further app settings whose values are secrets.')
param furtherSecrets string[]

param furtherAppSettings { *: string }
param reviewDueSchedule string
param reconcileSchedule string
param allowPrivateAddresses bool
param graphBaseUrl string

@description('Whether people sign in before they reach the site.')
param signIn bool

var webhookSecretNames = {
  bob: 'BOB_WEBHOOK_SECRET'
  personio: 'PERSONIO_WEBHOOK_TOKEN'
  bamboohr: 'BAMBOOHR_WEBHOOK_KEY'
}
var credentialNames = {
  bob: 'BOB_SERVICE_USER_TOKEN'
  personio: 'PERSONIO_CLIENT_SECRET'
  bamboohr: 'BAMBOOHR_API_KEY'
}
var webhooks = filter(hrSystems, system => !contains(withoutWebhook, system))
var rotating = filter(webhooks, system => contains(rotatingWebhooks, system))
// A union of lists holds each name once; a name twice would fail the deployment.
var secretSettings = union(
  map(hrSystems, system => credentialNames[system]),
  map(webhooks, system => webhookSecretNames[system]),
  map(rotating, system => '${webhookSecretNames[system]}_PREVIOUS'),
  furtherSecrets
)
// A secret's name in the vault is the app setting's, in small letters with hyphens. No version: App Service then takes up
// a new value by itself within a day.
var secretReferences = toObject(
  secretSettings,
  setting => setting,
  setting => '@Microsoft.KeyVault(SecretUri=${keyVaultUri}secrets/${toLower(replace(setting, '_', '-'))})'
)

// HR_SOURCES cannot say none, as left out it means all. So the generic source, which is nobody's, stays open by itself.
var sources = union(webhooks, openSources)
var openedSources = empty(sources) ? ['generic'] : sources

// The host and the code reach storage and Graph with the identity. There is no connection string anywhere.
var platformSettings = {
  // Empty, and so left out, whoever adds it: the code would take a connection string before the identity.
  AzureWebJobsStorage: ''
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // The setting that stands where a client secret's name would stand: App Service proves itself with the identity.
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: signIn ? identityClientId : ''
}
var productSettings = {
  REVIEW_DUE_SCHEDULE: reviewDueSchedule
  RECONCILE_SCHEDULE: reconcileSchedule
  HR_SOURCES: join(openedSources, ',')
  ALLOW_PRIVATE_ADDRESSES: allowPrivateAddresses ? 'true' : ''
  GRAPH_BASE_URL: graphBaseUrl
}
var bobSettings = {
  BOB_API_BASE_URL: bob.?apiBaseUrl ?? ''
  BOB_SERVICE_USER_ID: bob.?serviceUserId ?? ''
  BOB_COMPANY_ID: bob.?companyId ?? ''
  BOB_CUSTOM_FIELDS: bob.?customFields ?? ''
}
var personioSettings = {
  PERSONIO_API_BASE_URL: personio.?apiBaseUrl ?? ''
  PERSONIO_API_VERSION: personio.?apiVersion ?? ''
  PERSONIO_CLIENT_ID: personio.?clientId ?? ''
  PERSONIO_CUSTOM_ATTRIBUTES: personio.?customAttributes ?? ''
  PERSONIO_COMPANY_ID: personio.?companyId ?? ''
  PERSONIO_WEBHOOK_ID: personio.?webhookId ?? ''
}
var bambooHrSettings = {
  BAMBOOHR_API_BASE_URL: bambooHr.?apiBaseUrl ?? ''
  BAMBOOHR_CUSTOM_FIELDS: bambooHr.?customFields ?? ''
  BAMBOOHR_COMPANY_ID: bambooHr.?companyId ?? ''
}
// What is written here goes before what an administrator adds.
var written = union(
  furtherAppSettings,
  secretReferences,
  platformSettings,
  productSettings,
  contains(hrSystems, 'bob') ? bobSettings : {},
  contains(hrSystems, 'personio') ? personioSettings : {},
  contains(hrSystems, 'bamboohr') ? bambooHrSettings : {}
)

@description('The app settings by name. Those without a value are left out: the code then takes its default.')
output appSettings object = toObject(
  filter(items(written), setting => !empty(setting.value)),
  setting => setting.key,
  setting => setting.value
)

@description('The built-in sources that may send events.')
output sources string[] = openedSources

@description('The secrets that an administrator sets in the key vault, by their names there.')
output secretNames string[] = map(secretSettings, setting => toLower(replace(setting, '_', '-')))
