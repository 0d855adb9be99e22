import { cutText } from '../../domain/reporting/cut-text.js';
import { CliError, type FailureKind } from '../exit-code.js';
import { isRetryableStatus } from '../retry.js';

/**
 * Purpose of a request, which decides how a refusal is reported to the caller. `report`: 400 is an unreadable report.
 * `object`: the caller named it, so that a missing one (404) or one in another state (409) is the caller's to fix.
 * `report_to_object`: both, but that a scan that is over can use no report.
 */
export type Purpose = 'report' | 'object' | 'report_to_object' | 'other';

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly isOk: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A refusal by the service, in its own words (RFC 9457). */
export class ApiError extends CliError {
  constructor(
    kind: FailureKind,
    message: string,
    readonly status: number,
    readonly code: string | null,
    hint: string | null = null,
  ) {
    super(kind, message, hint);
  }
}

type Meanings = Readonly<Record<number, FailureKind>>;

/** Statuses with a meaning of their own; all others are faults of the service. */
const KIND_OF_STATUS: Meanings = { 400: 'usage', 401: 'credentials', 403: 'credentials' };

const KIND_BY_PURPOSE: Readonly<Record<Purpose, Meanings>> = {
  report: { ...KIND_OF_STATUS, 400: 'unusable_input' },
  object: { ...KIND_OF_STATUS, 404: 'usage', 409: 'usage' },
  report_to_object: { ...KIND_OF_STATUS, 400: 'unusable_input', 404: 'usage', 409: 'unusable_input' },
  other: KIND_OF_STATUS,
};

/** Codes that mean one thing whatever the request was for: a full quota is nothing that the caller did wrong. */
const KIND_OF_CODE: Readonly<Record<string, FailureKind>> = { quota_exceeded: 'infrastructure' };

const HINT_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'The token is wrong, expired or revoked. Set QGATE_TOKEN to a valid API key or access token.',
  403: 'Scans need a key with the scopes write:scans and read:scans; policies, waivers and baselines need an ORG_ADMIN or a key with the scope admin. To sign in as a person: qgate login',
};

/** Hints for codes whose status alone says too little. */
const HINT_OF_CODE: Readonly<Record<string, string | null>> = {
  invalid_credentials: null,
  invalid_second_factor: null,
  second_factor_required:
    'Give a code from the authenticator app or a recovery code with --totp or QGATE_TOTP, or use an API key.',
  invalid_refresh_token: 'Sign in again: qgate login',
};

/** Longest reason that is shown. */
const MAX_DETAIL = 2_000;
/** Longest words of an answer within a line. */
const MAX_WORDS = 200;

/** Turns an unsuccessful answer into the matching failure. */
export function toApiError(answer: HttpAnswer, what: string, purpose: Purpose): ApiError {
  const { status } = answer;
  if (status >= 300 && status < 400) {
    const to = answer.headers.get('location');
    const message = `${what}: the service redirects to ${to ?? 'another address'}.`;
    return new ApiError('infrastructure', message, status, null, hintOfRedirect(to));
  }
  const problem = readProblem(answer.text);
  const isOurs = problem.isProblem || status !== 404;
  const kindOfStatus = isOurs ? KIND_BY_PURPOSE[purpose][status] : undefined;
  const kind = KIND_OF_CODE[problem.code ?? ''] ?? kindOfStatus ?? 'infrastructure';
  const detail = problem.detail ?? describeAnswer(answer);
  const hint = problem.isProblem ? hintOfProblem(answer, problem) : hintOfOther(status);
  return new ApiError(kind, `${what}: ${cutText(detail, MAX_DETAIL)}`, status, problem.code, hint);
}

/** An unsuccessful answer in a few words: its status with the code, the reason and the wait of the service, or the text of something in front of it. */
export function describeAnswer({ status, text, headers }: HttpAnswer): string {
  const { code, detail } = readProblem(text);
  const wait = headers.get('retry-after');
  const said = [code, detail ?? (code === null ? plainWords(text) : null), wait && `Retry-After: ${wait}`].filter(
    Boolean,
  );
  const words = `the service answered ${status}`;
  return said.length === 0 ? words : `${words} (${cutText(said.join(', '), MAX_WORDS)})`;
}

/** The words of an answer that is no problem: the title of a page of HTML, else its text; null where it has none. */
function plainWords(text: string): string | null {
  const [, title] = /<(?:title|h1)[^>]*>([^<]+)/i.exec(text) ?? [];
  const words = (title ?? (/^\s*[<{[]/.test(text) ? '' : text)).replaceAll(/\s+/g, ' ').trim();
  return words === '' ? null : words;
}

const IS_IT_OURS = 'Check that --url (QGATE_URL) is the address of the quality gate service.';

/**
 * Hint for a redirect. One to an API route means that the service has moved; any other, such as one to a sign-in page,
 * comes from something in front of it. Whether the new address is trusted is for the reader to say.
 */
function hintOfRedirect(location: string | null): string {
  const [, moved] = /^(https?:\/\/[^?#]+?)\/api\/[^?#]*(?:\?|$)/.exec(location ?? '') ?? [];
  return moved === undefined
    ? IS_IT_OURS
    : `The response refers to ${moved}. If that is your service, set --url (QGATE_URL) to it.`;
}

function hintOfProblem(answer: HttpAnswer, problem: Problem): string | null {
  const ofCode = HINT_OF_CODE[problem.code ?? ''];
  if (ofCode !== undefined) return ofCode;
  const said = [HINT_OF_STATUS[answer.status] ?? whenAgain(answer, problem), whereToLook(answer.status, problem)];
  return said.filter((part) => part !== null).join(' ') || null;
}

/** Hint for an answer that is not the service's own. */
function hintOfOther(status: number): string | null {
  if (status === 404) return IS_IT_OURS;
  if (isRetryableStatus(status))
    return 'This response does not come from the service but from something in front of it, such as a proxy with no healthy instance behind it. Try again later.';
  if (status === 413)
    return 'Something in front of the service, such as a proxy, limits the size of requests. Raise its limit.';
  return (
    HINT_OF_STATUS[status] ??
    (status >= 500 ? 'Look for the reason in the logs of the service and of any proxy in front of it.' : null)
  );
}

/** Hint for "not now", which was repeated for as long as the options allow. */
function whenAgain({ status, headers }: HttpAnswer, { code }: Problem): string | null {
  if (!isRetryableStatus(status)) return null;
  const wait = headers.get('retry-after');
  const asked = wait === null ? '' : `, Retry-After: ${wait}`;
  return `The service answered ${status} (${code}${asked}). Try again later, or let qgate retry for longer with --retry-for (QGATE_RETRY_FOR).`;
}

/** Points to the service's log, the only explanation of a failure inside the service. */
const whereToLook = (status: number, { requestId }: Problem): string | null =>
  status >= 500 && requestId !== null ? `The service's log has details under request_id ${requestId}.` : null;

interface Problem {
  readonly isProblem: boolean;
  readonly detail: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
}

function readProblem(text: string): Problem {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const fields = Array.isArray(body.errors)
      ? (body.errors as { field?: unknown; message?: unknown }[])
          .map(({ field, message }) => `${String(field)} ${String(message)}`)
          .join('; ')
      : '';
    const said = [body.detail ?? body.title, fields].filter((part) => typeof part === 'string' && part !== '');
    return {
      isProblem: typeof body.code === 'string',
      detail: said.length === 0 ? null : said.join(' '),
      code: typeof body.code === 'string' ? body.code : null,
      requestId: typeof body.request_id === 'string' ? body.request_id : null,
    };
  } catch {
    return { isProblem: false, detail: null, code: null, requestId: null };
  }
}
