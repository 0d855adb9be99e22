// Decisions of an invented organization: policies, waivers, requests and the answers to them.

export const MEMBERS = [
  { name: 'Ada Okafor', email: 'ada@harbor.example', role: 'ORG_ADMIN' },
  { name: 'Jonas Lindqvist', email: 'jonas@harbor.example', role: 'MEMBER' },
  { name: 'Mei Tanaka', email: 'mei@harbor.example', role: 'MEMBER' },
  { name: 'Priya Raman', email: 'priya@harbor.example', role: 'MEMBER' },
  { name: 'Tomas Ferreira', email: 'tomas@harbor.example', role: 'VIEWER' },
];

/** A webhook for what does not happen here, so that nothing is sent. */
export const WEBHOOK = {
  ...{ url: 'https://hooks.harbor.example/quality', description: 'Chat of the release team' },
  events: ['api_key.revoked', 'member.removed'],
};

export const PUBLISHER = { kind: 'gitlab', claims: { project_id: 724712, ref_protected: true } };

const policyOf = (coverage) => ({
  ...{ new_critical_max: 0, new_high_max: 0, duplication_pct_max: 3, rating_min: 'C', new_coverage_min: coverage },
});

/** Policies that Ada saved. */
export const POLICIES = [
  { daysAgo: 33, body: { policy: policyOf(70), enabled: true } },
  { daysAgo: 20, body: { policy: policyOf(75), block_merge_on_fail: true } },
  { daysAgo: 5, body: { policy: policyOf(80) } },
];

/** Waivers that Ada created. */
export const WAIVERS = [
  {
    daysAgo: 32,
    repo: 'harbor/identity',
    endsInDays: 9,
    body: {
      rule: 'duplication_pct_max',
      reason: 'Generated clients; they move to a package of their own',
      max_actual: 4,
    },
  },
  {
    daysAgo: 31,
    repo: 'harbor/payments',
    endsInDays: 60,
    body: { rule: 'rating_min', reason: 'While the old ledger is taken out', max_actual: 'D' },
  },
];

/** Requests of members, with what Ada answered. */
export const REQUESTS = [
  {
    daysAgo: 12,
    by: 'Priya Raman',
    repo: 'harbor/checkout',
    endsInDays: 18,
    body: { rule: 'new_coverage_min', reason: 'The tests run against the real bank' },
    declined: 'Then record what the bank answers',
  },
  {
    daysAgo: 6,
    by: 'Mei Tanaka',
    repo: 'harbor/search',
    endsInDays: 20,
    body: { rule: 'complexity_new_max', pr_number: 12, reason: 'The parser is generated' },
    isApproved: true,
  },
  {
    daysAgo: 0.02,
    by: 'Jonas Lindqvist',
    repo: 'harbor/storefront',
    endsInDays: 14,
    body: {
      rule: 'new_coverage_min',
      pr_number: 412,
      reason: 'The lines left are a fallback that only the bank can reach',
    },
  },
];
