// What the parameters of main.bicep may hold. A misspelt property is an error of the compiler, not a setting that nobody reads.

@export()
@description('An HR system whose API the app reads.')
type HrSystem = 'bob' | 'personio' | 'bamboohr'

@export()
@description('A built-in way for any other HR system to send events.')
type OpenSource = 'generic' | 'scim-bulk'

@export()
@sealed()
@description('HiBob, without its secrets. What is left out, or empty, does not become an app setting.')
type BobSettings = {
  @description('The service user that reads people.')
  serviceUserId: string?

  @description('Your companyId at Bob: events of any other are refused.')
  companyId: string?

  @description('More fields to read, by their paths, separated by commas.')
  customFields: string?

  @description('HiBob\'s API, if it is not the usual one.')
  apiBaseUrl: string?
}

@export()
@sealed()
@description('Personio, without its secrets.')
type PersonioSettings = {
  @description('The client id of the API credentials.')
  clientId: string?

  @description('v1 (one call for 100 people) or v2 (one call a person more); v1 if it is left out.')
  apiVersion: ('' | 'v1' | 'v2')?

  @description('More attributes to keep, by their keys, separated by commas.')
  customAttributes: string?

  @description('Your company_id at Personio: events of any other are refused.')
  companyId: string?

  @description('The webhook\'s id: delta cycles then read its history of events as well.')
  webhookId: string?

  @description('Personio\'s API, if it is not the usual one.')
  apiBaseUrl: string?
}

@export()
@sealed()
@description('BambooHR, without its secrets.')
type BambooHrSettings = {
  @description('Your company\'s API address; it ends in /api/v1.')
  apiBaseUrl: string?

  @description('More fields to read, separated by commas.')
  customFields: string?

  @description('Your companyId at BambooHR: events of any other are refused.')
  companyId: string?
}
