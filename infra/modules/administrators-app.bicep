// The app registration with which administrators sign in, without a secret: a token of the app's identity stands for it.
// Whoever deploys it must be allowed to register applications (Application Developer is enough).

extension microsoftGraphV1

@description('Ends the registration\'s unique name, by which a second deployment finds it again.')
param suffix string

@description('Address of the site, without a slash at its end.')
param siteUrl string

@description('Object id of the app\'s identity.')
param identityPrincipalId string

// The audience of such tokens differs by cloud (Microsoft, Configure an application to trust a managed identity).
var audiences = {
  AzureCloud: 'api://AzureADTokenExchange'
  AzureUSGovernment: 'api://AzureADTokenExchangeUSGov'
  AzureChinaCloud: 'api://AzureADTokenExchangeChina'
}

resource registration 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'hr-provisioning-${suffix}'
  displayName: 'HR provisioning (administrators)'
  signInAudience: 'AzureADMyOrg'
  groupMembershipClaims: 'SecurityGroup' // so that App Service can let members of named groups in, and nobody else
  web: {
    redirectUris: ['${siteUrl}/.auth/login/aad/callback']
    implicitGrantSettings: { enableIdTokenIssuance: true } // App Service signs in with an id token
  }

  resource trust 'federatedIdentityCredentials@v1.0' = {
    name: '${registration.uniqueName}/app-identity'
    audiences: [audiences[environment().name]]
    issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
    subject: identityPrincipalId
    description: 'The function app proves itself with its managed identity.'
  }
}

resource enterpriseApp 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: registration.appId
}

output appId string = enterpriseApp.appId
