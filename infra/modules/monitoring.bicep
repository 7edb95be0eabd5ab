// Where the app's lines go, and who is told. Nothing here takes a key: lines are accepted from the app's identity alone.

param workspaceName string
param applicationInsightsName string
param actionGroupName string
param location string
param tags object

@minValue(30)
@maxValue(730)
param retentionDays int

@description('In GB; -1 is no cap.')
param dailyCapGb int

param alertEmails string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: {
      // No agent with a shared workspace key writes here.
      disableLocalAuth: true
      // Who may read the app's resources may read its lines, and needs no right on the whole workspace.
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    // Azure Monitor is reached over public endpoints, with tokens. Closing them needs a private link scope, which holds
    // for every workspace that the network's name servers know, and so is not this deployment's to decide.
    publicNetworkAccessForIngestion: 'Enabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    // The connection string then is an address and no key: the app's identity must be a Monitoring Metrics Publisher.
    DisableLocalAuth: true
    // Callers' addresses are stored as 0.0.0.0.
    DisableIpMasking: false
    publicNetworkAccessForIngestion: 'Enabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  // Action groups are global; alerts must come when the region is in trouble.
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'provisioning' // at most 12 characters; it stands in text messages and subjects
    enabled: true
    // E-mail alone: a webhook's address is a secret, and a template's parameters are read by many.
    emailReceivers: [
      for (address, index) in alertEmails: {
        name: 'email-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

output workspaceId string = workspace.id
output workspaceName string = workspace.name
output applicationInsightsName string = applicationInsights.name
output connectionString string = applicationInsights.properties.ConnectionString
output actionGroupId string = actionGroup.id
