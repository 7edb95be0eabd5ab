// The key vault for what HR systems and webhooks give as secrets. An administrator puts them in; no template ever sees one.

@minLength(3)
@maxLength(24)
param name string

param location string
param tags object
param workspaceId string
param privateNetwork bool

@description('Address ranges that may reach the vault although the network is private: from there administrators set secrets.')
param administratorAddresses string[]

@description('Brings back the deleted vault of this name, with its secrets.')
param recover bool

var open = !privateNetwork || !empty(administratorAddresses)

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    createMode: recover ? 'recover' : 'default'
    // Roles, which the whole company sees and reviews in one place, instead of the vault's own list of policies.
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Nobody, not even an owner, can destroy the secrets for good within those days. It cannot be switched off again.
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: [for address in administratorAddresses: { value: address }]
    }
  }
}

// Who read or changed a secret. The app reads each one about once a day, so this is cheap.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
