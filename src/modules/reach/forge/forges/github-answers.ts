import type { AnswerException } from './forge-call.js';
import { APP_AUTHOR } from './github-app.js';
import type { JsonValue } from './json-value.js';

/** Entries of a page: GitHub's most. */
export const PAGE_SIZE = 100;
/** Pause where GitHub limits writes without saying for how long. */
const SECONDARY_PAUSE_MS = 60_000;

/** Answers that mean something else on GitHub than their status says. */
export const githubException: AnswerException = (status, body) => {
  const message = body.at('message').text ?? '';
  if (status === 403 && /secondary rate limit|abuse detection/i.test(message))
    return { kind: 'pause', error: 'rate_limited', pauseMs: SECONDARY_PAUSE_MS };
  if (status === 403 && /\bis locked\b/i.test(message)) return { kind: 'give_up', error: 'locked' };
  if (status === 403 && /\bsuspended\b/i.test(message)) return { kind: 'give_up', error: 'credentials' };
  if (status === 422 && /no commit found/i.test(message)) return { kind: 'give_up', error: 'not_found' };
  return null;
};

/**
 * True for an account or App that is `author`.
 *
 * @param party an object `user`, `app` or `performed_via_github_app` of an answer
 */
export function isOwn(party: JsonValue, author: string | null): boolean {
  if (author === null) return false;
  if (!author.startsWith(APP_AUTHOR)) return party.at('id').text === author;
  const appId = author.slice(APP_AUTHOR.length);
  return party.at('id').text === appId || party.at('client_id').text === appId;
}
