import type { FieldError } from '../../domain/exact/field-error.js';
import { validateWaiverDraft, type WaiverDraft, type WaiverTerms } from '../../domain/gate/validate-waiver-draft.js';
import { parseTime } from './parse-time.js';

/** What stands in for an id of a wrong type, so that the rules about the other fields can still be judged. */
const SOME_ID = 1;

const ID_EXPECTED = `must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, or null`;
const TIME_EXPECTED = 'must be a time with its zone such as 2026-05-01T00:00:00Z, or null';

/** A waiver in a JSON body, with everything that is wrong with it: types first, then the rules of waivers. */
export function readWaiverBody(body: object, terms: WaiverTerms): { draft: WaiverDraft; errors: FieldError[] } {
  const sent = body as Readonly<Record<string, unknown>>;
  const repoId = readId(sent.repo_id);
  const prNumber = readId(sent.pr_number);
  const expiresAt = readTime(sent.expires_at);
  const draft: WaiverDraft = {
    rule: textOf(sent.rule),
    reason: textOf(sent.reason),
    repoId: repoId.value,
    prNumber: prNumber.value,
    expiresAt: expiresAt.value,
    maxActual: sent.max_actual ?? null,
  };
  const ofTypes = [
    ...(repoId.isFine ? [] : [{ field: 'repo_id', message: ID_EXPECTED }]),
    ...(prNumber.isFine ? [] : [{ field: 'pr_number', message: ID_EXPECTED }]),
    ...(expiresAt.isFine ? [] : [{ field: 'expires_at', message: TIME_EXPECTED }]),
  ];
  const ofRules = validateWaiverDraft(draft, terms).filter(
    ({ field }) => !ofTypes.some((error) => error.field === field),
  );
  return { draft, errors: [...ofTypes, ...ofRules] };
}

interface Read<T> {
  readonly value: T | null;
  readonly isFine: boolean;
}

/** What is no text breaks the rules that an empty text breaks. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function readId(value: unknown): Read<number> {
  if (value === undefined || value === null) return { value: null, isFine: true };
  const isFine = Number.isSafeInteger(value) && (value as number) >= 1;
  return { value: isFine ? (value as number) : SOME_ID, isFine };
}

function readTime(value: unknown): Read<Date> {
  if (value === undefined || value === null) return { value: null, isFine: true };
  const time = typeof value === 'string' ? parseTime(value) : null;
  return { value: time, isFine: time !== null };
}
