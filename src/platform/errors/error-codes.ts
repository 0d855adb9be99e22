/**
 * Every error that a caller can meet: its stable code, HTTP status and title. docs/errors.md lists them for users;
 * a code is never renamed or moved to another status. `actionStatus` is the status where a request would do something, not
 * just read; `publicStatus` the one on routes that need no credential.
 */
export const ERROR_CODES = {
  validation_failed: { status: 400, title: 'The request is not valid' },
  unknown_parameter: { status: 400, title: 'The request has an unknown parameter' },
  unknown_field: { status: 400, title: 'The request has an unknown field' },
  invalid_id: { status: 400, title: 'The id is not valid' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  unsupported_content_type: { status: 400, title: 'The content type or encoding is not accepted here' },
  body_too_large: { status: 400, title: 'The body is too large' },
  invalid_upload: { status: 400, title: 'The upload is not valid' },
  unreadable_report: { status: 400, title: 'The report cannot be read' },
  unknown_format: { status: 400, title: 'The format of the report is unknown' },
  format_mismatch: { status: 400, title: 'The report has a different format' },
  last_owner: { status: 400, title: 'An organization needs at least one owner' },
  last_super_admin: { status: 400, title: 'The service needs at least one SUPER_ADMIN' },
  forge_project_not_found: { status: 400, title: 'The forge has no such repository' },
  address_not_allowed: { status: 400, title: 'Requests to this address are not allowed' },
  secret_required: { status: 400, title: 'A stored secret must be entered again' },
  not_markable: { status: 400, title: 'A directive cannot be a false positive' },
  agent_scope: { status: 400, title: "An agent's key cannot have this right" },
  bad_request: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'No valid credentials' },
  invalid_credentials: { status: 401, title: 'The email address and the password do not match' },
  invalid_second_factor: { status: 401, title: 'The second factor does not match' },
  invalid_passkey: { status: 401, title: 'The passkey does not match' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  role_required: { status: 403, title: 'A higher role is required' },
  scope_required: { status: 403, title: 'The API key lacks a scope' },
  not_of_this_pipeline: { status: 403, title: 'The scan does not belong to this pipeline' },
  foreign_origin: { status: 403, title: 'The request comes from another site' },
  password_change_required: { status: 403, title: 'The password must be changed' },
  second_person_required: { status: 403, title: 'Another person has to decide' },
  foreign_organization: { status: 403, title: 'The organization is not yours' },
  second_factor_required: { status: 403, title: 'A second factor is required', publicStatus: 401 },
  sso_required: { status: 403, title: 'Sign in at the identity provider' },
  route_not_found: { status: 404, title: 'There is no such route' },
  not_found: { status: 404, title: 'Not found' },
  already_exists: { status: 409, title: 'The object already exists' },
  idempotency_key_reused: { status: 409, title: 'The idempotency key belongs to another request' },
  revision_conflict: { status: 409, title: 'The policy was changed in the meantime' },
  scan_pending: { status: 409, title: 'The scan is not complete yet' },
  scan_completed: { status: 409, title: 'The scan is completed' },
  not_reusable: { status: 409, title: 'The reports cannot be reused' },
  excerpts_off: { status: 409, title: 'The repository stores no source text' },
  scan_failed: { status: 409, title: 'The scan has failed' },
  scan_in_use: { status: 409, title: 'The scan is in use' },
  too_many_findings: { status: 409, title: 'The scan has too many findings' },
  already_decided: { status: 409, title: 'The request is already decided' },
  waiver_ended: { status: 409, title: 'The waiver has ended' },
  key_ended: { status: 409, title: 'The API key is no longer valid' },
  secret_overlap: { status: 409, title: 'Two secrets are in use' },
  count_changed: { status: 409, title: 'The number of findings has changed' },
  nothing_to_undo: { status: 409, title: 'There is nothing to undo' },
  owner_required: { status: 409, title: 'The organization needs an owner' },
  last_sign_in: { status: 409, title: 'This is the last way to sign in' },
  quota_exceeded: { status: 409, title: 'A quota of the organization is used up' },
  details_expired: { status: 410, title: 'The details are no longer stored', actionStatus: 409 },
  invitation_limit: { status: 429, title: 'Too many invitations within a day' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'The service failed unexpectedly' },
  version_too_old: { status: 503, title: 'This version can no longer serve the database' },
  unavailable: { status: 503, title: 'The service is busy or its database is unavailable' },
} as const satisfies Record<string, { status: number; title: string } & OtherStatuses>;

/** Statuses of an error on some requests, in place of its usual one. */
interface OtherStatuses {
  readonly actionStatus?: number;
  readonly publicStatus?: number;
}

/** Traits of a request that decide on the status of an error. */
export interface RequestKind {
  /** It would do something, not just read. */
  readonly isAction?: boolean;
  /** Its route needs no credential. */
  readonly isPublic?: boolean;
}

export type ErrorCode = keyof typeof ERROR_CODES;

/** Status of an error on a kind of requests. */
export function statusOf(code: ErrorCode, { isAction, isPublic }: RequestKind): number {
  const { status, actionStatus, publicStatus }: { status: number } & OtherStatuses = ERROR_CODES[code];
  if (isPublic && publicStatus !== undefined) return publicStatus;
  return isAction ? (actionStatus ?? status) : status;
}

/** The statuses of a code, for people. */
export function describeStatus(code: ErrorCode): string {
  const kinds: RequestKind[] = [{}, { isAction: true }, { isPublic: true }];
  return [...new Set(kinds.map((kind) => statusOf(code, kind)))].join(', ');
}
