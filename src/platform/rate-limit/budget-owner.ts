import type { CallerIdentity } from '../tenancy/caller.js';

/** Key under which a caller's budgets are counted. */
export function credentialOf({ credential, userId }: CallerIdentity): string {
  if (credential.type === 'api_key') return `api_key:${credential.apiKeyId}`;
  if (credential.type === 'publisher_token') return `trusted_publisher:${credential.publisherId}`;
  if (credential.type === 'upload_token') return `upload_token:${credential.scanId}`;
  return credential.type === 'external_jwt' ? `user:${userId}` : `session:${credential.sessionId}`;
}

/** The budget that someone has for one route. */
export const budgetOf = (whose: string, controller: { name: string }, handler: { name: string }): string =>
  `${whose}:${controller.name}.${handler.name}`;
