// The storage account: the app's tables and queues, the host's own blobs, and the deployed package. Only tokens open it.

@minLength(3)
@maxLength(24)
param name string

param location string
param tags object
param skuName string
param workspaceId string

@description('Closes the public endpoints; the app then comes through private ones.')
param privateNetwork bool

@description('Also log every read and write of a table: much, and rarely needed.')
param auditTables bool

// Both lists are the code's: its constants decide, and a test compares. The app and the host would make what is missing,
// but what is deployed is there, and visible, before the first event.
var queueNames = [
  'hr-events'
  'hr-events-poison'
  'cycles'
  'cycles-poison'
]
var tableNames = [
  'employees'
  'cycles'
  'settings'
  'staging'
  'parked'
  'quarantine'
  'sources'
  'quotas'
  'disables'
  'notices'
  'audit'
  'provisioninglog'
]
var packageContainerName = 'app-package'
var daysToUndo = 7

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: skuName }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    // The portal then asks for a token too, instead of failing with the key that nobody may use.
    defaultToOAuthAuthentication: true
    dnsEndpointType: 'Standard'
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Without a network of its own the app has no addresses that could be listed here. Nothing of Azure needs an exception.
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // A deleted package can be brought back. No versions: the host writes a timer's state every minute.
    deleteRetentionPolicy: {
      enabled: true
      days: daysToUndo
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: daysToUndo
    }
  }
}

resource packageContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobService
  name: packageContainerName
  properties: { publicAccess: 'None' }
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = [
  for queueName in queueNames: {
    parent: queueService
    name: queueName
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for tableName in tableNames: {
    parent: tableService
    name: tableName
  }
]

// Who changed or deleted a blob: a changed package is changed code. Reads are left out: the host reads all the time.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobService
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

// Who deleted messages: a cleared queue is lost events. An event costs one line; polling is a read, and is left out.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: queueService
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

// The tables hold the people. Deletions always; with auditTables also who read and wrote, which lists keys, never values.
resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tableService
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
      {
        category: 'StorageRead'
        enabled: auditTables
      }
      {
        category: 'StorageWrite'
        enabled: auditTables
      }
    ]
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table

@description('Address of the container that holds the deployed package. Like every output it is there once the whole module is.')
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packageContainer.name}'
