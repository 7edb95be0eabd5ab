// A page in the portal that shows how the app does, over the same lines as the alert rules. It is an entry of its own, as
// nothing depends on it:
//   az deployment group create -g <resource group> -f infra/workbook.bicep -p workspaceId=<id of the workspace>

@description('The Log Analytics workspace that holds the app\'s lines.')
param workspaceId string

param location string = resourceGroup().location

param tags object = {}

@description('Its name in the list of workbooks.')
param displayName string = 'HR provisioning'

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // The service wants a GUID; the same one each time makes a deployment an update.
  name: guid(resourceGroup().id, 'hr-provisioning-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: replace(loadTextContent('workbook.json'), '{workspaceId}', workspaceId)
  }
}

output workbookId string = workbook.id
