// The second half of a private network: makes the private DNS zones answer in the network, with the addresses of the
// private endpoints. Run it once after main.bicep was deployed with privateNetwork, and before the package is:
//
//   az deployment group create --resource-group <group> --template-file infra/private-dns.bicep --parameters suffix=<suffix>
//
// It stands apart because names are often kept centrally: a policy of the network's owners then does the same for every
// private endpoint, and this must not.

targetScope = 'resourceGroup'

@description('What the names in the resource group end with: the output AZURE_RESOURCE_SUFFIX of main.bicep.')
param suffix string

param tags object = {}

// The same as in modules/network.bicep.
var endpoints = [
  {
    service: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    service: 'queue'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    service: 'table'
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    service: 'vault'
    zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' existing = {
  name: 'vnet-${suffix}'
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' existing = [
  for endpoint in endpoints: {
    name: endpoint.zone
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-07-01' existing = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.service}-${suffix}'
  }
]

// In the network the zone is asked first.
resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (endpoint, index) in endpoints: {
    parent: zones[index]
    name: network.name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

// Azure then keeps the address record, also when the endpoint gets another address.
resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.service
          properties: { privateDnsZoneId: zones[index].id }
        }
      ]
    }
  }
]
