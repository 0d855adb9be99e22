/** Tags in the order of the specification, then the routes that a self-hosted service needs besides. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Quality Gate Config', "The organization's policy and its revisions"],
  ['Gate Status', 'Verdicts: stored, previewed, recomputed'],
  ['Waivers', 'Exceptions to a rule, for a pull request, a repository or all'],
  ['Baseline Rebuild', 'Reset of what counts as inherited'],
  ['Quality Insights', 'Ratings and technical debt'],
  ['Coverage', 'Coverage reports and their totals'],
  ['Mark False Positive', 'Findings that are no problems'],
  ['Scans', 'Scans from start to verdict'],
  ['Findings', 'Reports of analyzers and their findings'],
  ['Authentication', 'Sign-in and sessions'],
  ['API keys', 'Credentials of pipelines'],
  ['Organizations', 'Tenants and their settings'],
  ['Members', 'Members of an organization and their roles'],
  ['Repositories', 'Repositories to scan'],
  ['Audit log', 'Record of changes and who made them'],
  ['Health', 'Probes for load balancers and monitoring'],
];
