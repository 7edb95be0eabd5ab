// Alert rules over the lines that the app writes every five minutes (docs/alerts-and-notifications.md). Each query gives
// rows when there is something to tell and none otherwise, so that all rules fire on one condition, and are over by
// themselves. docs/operate.md has a section for each rule, under its name: what it means, what to do first.

param location string
param tags object

@description('The Log Analytics workspace that holds the app\'s lines, and those of no other app that writes such ones.')
param workspaceId string

@description('Who is told when a rule fires, and when it is over.')
param actionGroupId string

@description('What the names of the rules begin with.')
param namePrefix string

// An evaluation every five minutes costs three times one every quarter of an hour.
var urgent = 'PT5M'
var soon = 'PT15M'

// Longer than it takes a line to arrive, and than a look that could not tell is bridged by an earlier one. The service
// takes windows of 5, 10, 15, 30 and 45 minutes; what is to be newer says so in its query.
var lookBack = 'PT30M'

var rules = [
  {
    name: 'overdue-disables'
    query: loadTextContent('../queries/overdue-disables.kql')
    severity: 0
    every: urgent
    window: lookBack
    description: 'Accounts are due to be blocked and are not. Block the sign-in of the people whom GET /api/health names by hand, now.'
  }
  {
    name: 'app-silent'
    query: loadTextContent('../queries/app-silent.kql')
    severity: 1
    every: urgent
    window: lookBack
    description: 'The app has told nothing for 20 minutes, so that no other rule can fire: it does not run, or its lines do not arrive. See whether the function app is started, and GET /api/health.'
  }
  {
    name: 'late-disables'
    query: loadTextContent('../queries/late-disables.kql')
    severity: 1
    every: urgent
    window: lookBack
    description: 'Accounts were blocked late within a day, or people wait for their time to be acted on. GET /api/health names them.'
  }
  {
    name: 'quarantine'
    query: loadTextContent('../queries/quarantine.kql')
    severity: 1
    every: urgent
    window: lookBack
    description: 'The app cannot work, because of a credential, a consent or the settings; events are kept. GET /api/health says what to put right, POST /api/quarantine/probe tries at once.'
  }
  {
    name: 'failed-executions'
    query: loadTextContent('../queries/failed-executions.kql')
    severity: 1
    every: urgent
    window: 'PT15M'
    description: 'Functions failed in the host, or answered 5xx, three times within a quarter of an hour: storage does not answer, or there is a fault in the app. AppExceptions tells which.'
  }
  {
    name: 'staged-disables'
    query: loadTextContent('../queries/staged-disables.kql')
    severity: 1
    every: soon
    window: lookBack
    description: 'More accounts are to be disabled than the threshold allows, and wait for an administrator. Look at GET /api/staged-disables; approve or reject the batch.'
  }
  {
    name: 'misconfigured'
    query: loadTextContent('../queries/misconfigured.kql')
    severity: 1
    every: soon
    window: lookBack
    description: 'An app setting is wrong, or a reference to Key Vault cannot be resolved. GET /api/health names it and says what is wrong.'
  }
  {
    name: 'poison-queue'
    query: loadTextContent('../queries/poison-queue.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'Messages that failed too often stay in a poison queue, where the app parks them within seconds. See whether the functions park_event and drop_step run.'
  }
  {
    name: 'waiting-messages'
    query: loadTextContent('../queries/waiting-messages.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'Messages wait on a queue for more than an hour and a half: more comes than is worked off, or nobody works. See graphQuota in GET /api/health, and whether the function app runs.'
  }
  {
    name: 'parked-messages'
    query: loadTextContent('../queries/parked-messages.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'Messages failed for a day and are not tried any more. GET /api/parked says why; put that right, then POST /api/parked/replay.'
  }
  {
    name: 'failures'
    query: loadTextContent('../queries/failures.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'Attempts for people failed within six hours, and nothing better came since. GET /api/health tells the reasons, the provisioning log has each attempt.'
  }
  {
    name: 'failed-cycle'
    query: loadTextContent('../queries/failed-cycle.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'The latest cycle of an HR system failed, so that nobody looks for what no event told. GET /api/cycles says why.'
  }
  {
    name: 'silent-source'
    query: loadTextContent('../queries/silent-source.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'No event and no list came from an HR system for monitoring.silentAfterHours. Look at the webhook in the HR system, and at the key in its address.'
  }
  {
    name: 'notifications-not-delivered'
    query: loadTextContent('../queries/notifications-not-delivered.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'E-mail or the webhook of the app does not deliver. Put right what GET /api/health says, then POST /api/notifications/test.'
  }
  {
    name: 'cannot-tell'
    query: loadTextContent('../queries/cannot-tell.kql')
    severity: 2
    every: soon
    window: lookBack
    description: 'It cannot be told how a part of the app stands, so that other rules go by what was known before. Look at the storage account.'
  }
  {
    name: 'expiring-secret'
    query: loadTextContent('../queries/expiring-secret.kql')
    severity: 3
    every: soon
    window: lookBack
    description: 'A secret that monitoring.secretExpiry names expires within 30 days, or has expired. Renew it, and set the new day.'
  }
]

resource alertRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${namePrefix}: ${rule.name}'
      description: '${rule.description} More: docs/operate.md, section ${rule.name}.'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      // One message when it begins and one when it is over. The service refuses muteActionsDuration with it, and it is
      // not needed: a rule that goes on tells nothing new.
      autoMitigate: true
      // A new workspace has no lines of the app yet, and may not know the tables.
      skipQueryValidation: true
      actions: {
        actionGroups: [actionGroupId]
        customProperties: { runbook: 'docs/operate.md#${rule.name}' }
      }
    }
  }
]

@description('The names of the rules, without the prefix.')
output ruleNames string[] = map(rules, rule => rule.name)
