// What this deployment is. azd fills in the variables of its environment (azd env set NAME value); without azd, set them
// in the shell, or write the values here. No secret belongs here: those are set in the key vault afterwards.

using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'provisioning')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

// Which HR systems: bob, personio, bamboohr, separated by commas. The names of the variables are those of the app settings.
// any() leaves it to Azure to refuse a name that is none: the compiler cannot tell what a variable holds.
param hrSystems = any(filter(map(split(readEnvironmentVariable('HR_SYSTEMS', ''), ','), name => trim(name)), name => !empty(name)))
param openSources = any(filter(map(split(readEnvironmentVariable('HR_OPEN_SOURCES', ''), ','), name => trim(name)), name => !empty(name)))
param bob = {
  serviceUserId: readEnvironmentVariable('BOB_SERVICE_USER_ID', '')
  companyId: readEnvironmentVariable('BOB_COMPANY_ID', '')
  customFields: readEnvironmentVariable('BOB_CUSTOM_FIELDS', '')
}
param personio = {
  clientId: readEnvironmentVariable('PERSONIO_CLIENT_ID', '')
  apiVersion: readEnvironmentVariable('PERSONIO_API_VERSION', '')
  customAttributes: readEnvironmentVariable('PERSONIO_CUSTOM_ATTRIBUTES', '')
  companyId: readEnvironmentVariable('PERSONIO_COMPANY_ID', '')
  webhookId: readEnvironmentVariable('PERSONIO_WEBHOOK_ID', '')
}
param bambooHr = {
  apiBaseUrl: readEnvironmentVariable('BAMBOOHR_API_BASE_URL', '')
  customFields: readEnvironmentVariable('BAMBOOHR_CUSTOM_FIELDS', '')
  companyId: readEnvironmentVariable('BAMBOOHR_COMPANY_ID', '')
}

// Whoever runs azd may set the secrets; in a pipeline AZURE_PRINCIPAL_TYPE is ServicePrincipal.
param vaultOfficerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param vaultOfficerType = any(readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User'))

param alertEmails = filter(map(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), address => trim(address)), address => !empty(address))
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param grantGraphPermissions = bool(readEnvironmentVariable('GRANT_GRAPH_PERMISSIONS', 'false'))

// The rest, with its defaults and what each is for, stands in main.bicep. For example, never to wait for a cold start:
// param alwaysReadyHttpInstances = 1
