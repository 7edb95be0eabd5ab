// The one identity of the app. It is a resource of its own, not the site's, so that its rights exist before the site
// starts, and outlive a site that is made anew: consent in Entra is given to it once.

param name string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id, by which the site, its deployment storage and its Key Vault references name the identity.')
output id string = identity.id

@description('The object id, to which roles and Graph permissions are given.')
output principalId string = identity.properties.principalId

@description('The client id, by which the code asks for tokens.')
output clientId string = identity.properties.clientId
