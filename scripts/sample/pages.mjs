// Pages of the dashboard on a sample instance (instance.mjs), in the order in which people come to them.

/**
 * @param instance answer of `fillInstance`
 * @returns each page by its name, with its address and a text that it has once it is complete
 */
export function pagesOf({ repos, scans, finding, webhook }) {
  const repo = `/repos/${repos['harbor/checkout']}`;
  const pull = `/repos/${repos['harbor/storefront']}/pulls/412`;
  const scan = `/scans/${scans['harbor/storefront#412']}`;
  return {
    overview: { target: '/', ready: 'harbor/design-system' },
    repository: { target: repo, ready: 'Numbers' },
    history: { target: `${repo}/history`, ready: 'Compare' },
    'all-pull-requests': { target: '/pull-requests', ready: 'Pay with a gift card' },
    inbox: { target: '/inbox', ready: 'Requests for you' },
    'pull-requests': { target: `/repos/${repos['harbor/storefront']}/pulls`, ready: 'Pay with a gift card' },
    'pull-request': { target: pull, ready: 'Added lines that no test runs' },
    scan: { target: scan, ready: 'Reports received' },
    compare: { target: `${scan}/compare/${scans['harbor/storefront']}`, ready: 'Appeared' },
    tests: { target: `${scan}/tests`, ready: 'This scan has no test results' },
    findings: { target: `${scan}/findings?newness=new&selected=${finding}`, ready: 'Why it counts' },
    coverage: {
      target: `${scan}/coverage?path=src%2Fcart%2F&file=src%2Fcart%2Fgift-card.ts`,
      ready: 'Lines that no test runs',
    },
    policy: { target: '/policy', ready: 'Would pass' },
    waivers: { target: '/waivers', ready: 'Generated clients' },
    'waiver-requests': { target: '/waivers?state=requested', ready: 'a fallback that only the bank' },
    baseline: { target: `${repo}/baseline`, ready: 'Rebuild baseline' },
    'repository-forge': { target: `${repo}/forge`, ready: 'Shown at no forge' },
    'repository-settings': { target: `${repo}/settings`, ready: 'Delete repository' },
    badges: { target: `${repo}/badges`, ready: 'Renew addresses' },
    'first-scan': { target: '/welcome', ready: 'See the verdict' },
    organization: { target: '/settings/organization', ready: 'Save settings' },
    members: { target: '/settings/members', ready: 'Ada Okafor' },
    'sign-in-settings': { target: '/settings/sign-in', ready: 'Save settings' },
    'api-keys': { target: '/settings/keys', ready: 'weekly report' },
    webhooks: { target: '/settings/webhooks', ready: 'Chat of the release team' },
    webhook: { target: `/settings/webhooks/${webhook}`, ready: 'Nothing has been delivered yet' },
    forges: { target: '/settings/forges', ready: 'No forge is connected' },
    publishers: { target: '/settings/publishers', ready: 'GitLab CI' },
    retention: { target: '/settings/retention', ready: 'What would be deleted' },
    sessions: { target: '/settings/sessions', ready: 'Password' },
    'audit-log': { target: '/audit', ready: 'Ada Okafor' },
  };
}

/** Names of all pages. */
export const PAGES = Object.keys(pagesOf({ repos: {}, scans: {}, finding: 0, webhook: 0 }));
