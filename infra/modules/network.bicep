// A network of the app's own: one subnet through which it goes out, one in which storage and the key vault have private
// addresses. The names of these addresses are linked by ../private-dns.bicep, which says why it stands apart. The
// subscription must know the resource provider that the first one is delegated to: az provider register -n Microsoft.App

@description('Ends every name.')
param suffix string

param location string
param tags object

@description('At least a /25, such as 10.60.0.0/25.')
param addressSpace string

param storageAccountId string
param keyVaultId string

// 64 addresses for the app: instances share them, and a /27 would do. 32 for the endpoints, which use four.
var appPrefix = cidrSubnet(addressSpace, 26, 0)
var endpointPrefix = cidrSubnet(addressSpace, 27, 2)

// All services that the host needs, and the vault. The names of the zones are Microsoft's: Private endpoint DNS values.
var endpoints = [
  {
    service: 'blob'
    resourceId: storageAccountId
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    service: 'queue'
    resourceId: storageAccountId
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    service: 'table'
    resourceId: storageAccountId
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    service: 'vault'
    resourceId: keyVaultId
    zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
    // Inside, and not as resources of their own: deploying again would otherwise take them away for a moment.
    subnets: [
      {
        name: 'app' // without an underscore, which this plan does not take
        properties: {
          addressPrefix: appPrefix
          defaultOutboundAccess: true // Graph and the HR systems are on the internet
          delegations: [
            {
              name: 'flex-consumption'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: endpointPrefix }
      }
    ]
  }
}

// One after the other: storage refuses a second change of the account while one is made (StorageAccountOperationInProgress;
// Azure/bicep-registry-modules, issue 6001).
@batchSize(1)
resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.service}-${suffix}'
    location: location
    tags: tags
    properties: {
      subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'endpoints') }
      privateLinkServiceConnections: [
        {
          name: endpoint.service
          properties: {
            privateLinkServiceId: endpoint.resourceId
            groupIds: [endpoint.service]
          }
        }
      ]
    }
  }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

output name string = network.name
output appSubnetId string = resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'app')
