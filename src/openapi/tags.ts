/** Tags in the order of the specification, then the routes that a self-hosted service needs besides. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Quality Gate Config', "The organization's policy and its revisions"],
  ['Gate Status', 'Verdicts: stored, previewed, recomputed'],
  ['Waivers', 'Exceptions to a rule, for a pull request, a repository or all'],
  ['Baseline Rebuild', 'Starting over with what counts as inherited'],
  ['Quality Insights', 'Ratings and technical debt'],
  ['Coverage', 'Coverage reports and what they come to'],
  ['Mark False Positive', 'Problems that are none'],
  ['Scans', 'From start to verdict'],
  ['Findings', 'What analyzers found'],
  ['Authentication', 'Signing in, sessions'],
  ['API keys', 'Credentials of pipelines'],
  ['Organizations', 'Tenants and their settings'],
  ['Members', 'Who belongs to an organization, and as what'],
  ['Repositories', 'What is scanned'],
  ['Audit log', 'Who did what, when'],
  ['Health', 'For load balancers and monitoring'],
];
