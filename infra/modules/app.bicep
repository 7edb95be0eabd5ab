// The function app: plan, site, who may reach it, and its own logs.

param planName string
param name string
param location string
param tags object
param workspaceId string

@description('Resource id of the app\'s identity.')
param identityId string

@description('Address of the container from which the site fetches its package.')
param packageContainerUrl string

@description('App settings by name, from app-settings.bicep.')
param appSettings object

param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttpInstances int

@description('Resource id of the subnet through which the site goes out; empty for none.')
param subnetId string

@description('Application (client) id of the app registration with which people sign in; empty for no sign-in.')
param administratorsAppId string

@description('Object ids of the groups whose members may sign in; empty for everybody in the tenant.')
param administratorGroupIds string[]

param unauthenticatedAction 'Return401' | 'RedirectToLoginPage'

@description('Names of the sources whose webhooks nobody signs in for.')
param webhookSources string[]

@description('Also keep the host\'s own lines.')
param hostLogs bool

var signIn = !empty(administratorsAppId)
// Each path by itself: whether a path with an asterisk is taken is not documented, and must not decide about a webhook.
var openPaths = concat(map(webhookSources, source => '/api/hr-events/${source}'), ['/api/health'])

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true } // Linux
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds by this tag where to deploy the service that azure.yaml calls api.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    // HR systems send no certificate; they sign, or give a token.
    clientCertEnabled: false
    // Webhooks come from the internet, whatever the network behind the app.
    publicNetworkAccess: 'Enabled'
    // Without this App Service would look for an identity of the site's own, which it does not have.
    keyVaultReferenceIdentity: identityId
    // All that goes out then goes through the network: on this plan there is no setting for it, and none is needed.
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttpInstances > 0
          ? [
              {
                name: 'http'
                instanceCount: alwaysReadyHttpInstances
              }
            ]
          : []
      }
    }
    siteConfig: {
      // Little may stand here: newer regions refuse a Flex Consumption site with ftpsState, linuxFxVersion and others
      // (error 51021; Azure/terraform-azurerm-avm-res-web-site, pull request 345). There is no FTP on this plan.
      http20Enabled: true
      minTlsVersion: '1.2' // 1.3 would shut out HR systems that cannot do it yet
      scmMinTlsVersion: '1.2'
      appSettings: map(items(appSettings), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

// No user name and password publishes code, only a token from Entra.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource noPublishingPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
  dependsOn: [noFtpPassword] // two changes of one site at the same time can be refused as a conflict
}

// Sign-in by App Service, in front of every path that is not open. It comes on top of the function keys, and replaces
// none: an administrator's endpoint then needs both. It is always deployed, so that leaving the parameter empty ends it.
resource authentication 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: signIn }
    globalValidation: {
      requireAuthentication: signIn
      unauthenticatedClientAction: signIn ? unauthenticatedAction : 'AllowAnonymous'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: openPaths
    }
    httpSettings: { requireHttps: true }
    identityProviders: signIn
      ? {
          azureActiveDirectory: {
            enabled: true
            registration: {
              clientId: administratorsAppId
              // One tenant, this one.
              openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
              // Not a secret's name, but App Service's word for: prove it with the identity in this app setting.
              clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            }
            validation: {
              allowedAudiences: [
                administratorsAppId
                'api://${administratorsAppId}'
              ]
              defaultAuthorizationPolicy: {
                allowedApplications: [administratorsAppId]
                allowedPrincipals: empty(administratorGroupIds) ? {} : { groups: administratorGroupIds }
              }
            }
          }
        }
      : {}
    // The app needs to know who someone is, and calls nothing in their name: no token is kept.
    login: { tokenStore: { enabled: false } }
  }
  dependsOn: [noPublishingPassword]
}

// Application Insights has the app's lines. These are the host's own, by a way that needs no identity: they tell why the
// app did not start when nothing else can.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hostLogs) {
  scope: site
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
