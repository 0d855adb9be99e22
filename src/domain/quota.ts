/** Amounts that each organization may use of the service at most, named as on the wire. */
export const QUOTAS = [
  'repositories',
  'api_keys',
  'webhooks',
  'scans_per_day',
  'stored_bytes',
  'concurrent_uploads',
  'invitations_per_day',
] as const;

export type Quota = (typeof QUOTAS)[number];

/** Ways to make room below each quota, for the person who meets it. */
const REMEDIES: Readonly<Record<Quota, string>> = {
  repositories: 'Delete repositories that are no longer scanned',
  api_keys: 'Revoke API keys that are no longer used',
  webhooks: 'Delete webhooks that are no longer used',
  scans_per_day: 'Wait for the next day (00:00 UTC)',
  stored_bytes: 'Delete scans that are no longer needed',
  concurrent_uploads: 'Send it again shortly',
  invitations_per_day: 'Wait until earlier ones are 24 hours old',
};

/** Sentences for a caller who reached a quota: its name, its limit, and what to do. */
export const describeQuota = (quota: Quota, limit: number): string =>
  `The organization's quota ${quota} allows ${limit}. ${REMEDIES[quota]}, or have a SUPER_ADMIN raise the quota.`;
