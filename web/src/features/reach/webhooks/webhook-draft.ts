import { type Webhook, type WebhookBody } from './webhooks.queries';

/** Fields of the form, as they are typed. */
export interface WebhookDraft {
  readonly url: string;
  readonly description: string;
  readonly format: Webhook['format'];
  readonly hasAllEvents: boolean;
  /** Chosen types, of which some may be without effect while all are chosen. */
  readonly events: readonly string[];
  /** Null: all repositories, and events of none. */
  readonly repoIds: readonly number[] | null;
  /** One header a line. */
  readonly headers: string;
  /** The stored headers, whose values nobody sees, go. */
  readonly dropsHeaders: boolean;
}

const ALL = '*';
/** Proposal for a new webhook: what people wait for. */
const USUAL_EVENTS = ['gate.changed'];

export const NEW_DRAFT: WebhookDraft = {
  ...{ url: '', description: '', format: 'standard', hasAllEvents: false, events: USUAL_EVENTS },
  ...{ repoIds: null, headers: '', dropsHeaders: false },
};

export function draftOf({ url, description, format, events, repo_ids }: Webhook): WebhookDraft {
  const hasAllEvents = events.includes(ALL);
  return {
    ...{ url, format, hasAllEvents, headers: '', dropsHeaders: false },
    description: description ?? '',
    events: hasAllEvents ? USUAL_EVENTS : events,
    repoIds: repo_ids,
  };
}

/** The body of a draft; headers are left out where none is typed and none is to go. */
export function bodyOf(draft: WebhookDraft): WebhookBody {
  const { url, description, format, hasAllEvents, events, repoIds, headers, dropsHeaders } = draft;
  const hasHeaders = headers.trim() !== '';
  return {
    url: url.trim(),
    description: description.trim() === '' ? null : description.trim(),
    format,
    events: hasAllEvents ? [ALL] : events,
    repo_ids: repoIds,
    ...((hasHeaders || dropsHeaders) && { headers: readHeaders(headers) }),
  };
}

/** Headers by their names; a line without a colon is a name without a value, which the service refuses in words. */
const readHeaders = (lines: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [name, ...value] = line.split(':');
        return [name!.trim(), value.join(':').trim()];
      }),
  );
