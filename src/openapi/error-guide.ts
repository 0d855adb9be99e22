import type { ErrorCode } from '../platform/errors/error-codes.js';

/** Causes of an error and ways to fix it, for the person who meets it. */
export interface ErrorAdvice {
  readonly when: string;
  readonly remedy: string;
}

/**
 * Explanation of every code, kept once: docs/errors.md, the page behind a problem's `type`, and the API document show
 * it.
 */
export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  validation_failed: {
    when: 'Fields of the body, the form or the query are missing or not valid.',
    remedy: 'Fix every field that `errors` names; it names all of them at once.',
  },
  unknown_parameter: {
    when: 'The query has parameters that the route does not know.',
    remedy: 'Leave out or correct every parameter that `errors` names; it says which ones the route takes.',
  },
  unknown_field: {
    when: 'The body of a waiver, of a request or of an API key has fields that the route does not know.',
    remedy: 'Leave out or correct every field that `errors` names; it says which ones the route takes.',
  },
  invalid_id: {
    when: 'An id in the path or in `X-Org-Id` is not a whole number from 1 to 9007199254740991 in plain digits, or the id of a session or of a bulk mark is not a UUID.',
    remedy: 'Send the id as an earlier answer gave it.',
  },
  malformed_json: {
    when: 'The body is missing, not UTF-8, not JSON, not an object, nested too deeply, has more than 20,000 values, 1,000 keys in an object or 2,500 entries in a list, has a key twice or a key `__proto__` or `constructor`, or holds a NUL character or a number out of range.',
    remedy: 'Send a JSON object.',
  },
  unsupported_content_type: {
    when: 'The body comes with a content type that the route does not take, with a content encoding, or gzipped and not in a form.',
    remedy:
      'Send `Content-Type: application/json`, or one of the types that the route documents, without `Content-Encoding`; a gzipped report as the form field `file`.',
  },
  body_too_large: {
    when: 'The body, the document, or what it unpacks to is over the limit of the route.',
    remedy: 'Send less: split the report, or leave out what is not needed. The detail names the limit.',
  },
  invalid_upload: {
    when: 'The form has no `file`, several files, a repeated field, or cannot be read.',
    remedy: 'Send one document as the form field `file`.',
  },
  unreadable_report: {
    when: 'The report or diff is empty, broken, cut short, or over a limit of its format.',
    remedy: 'Look at the place that the detail names; check that the tool ended well.',
  },
  unknown_format: {
    when: 'The content is none of the formats that are read.',
    remedy: 'See the lists of formats; have the tool write one of them.',
  },
  format_mismatch: {
    when: 'The content is of another format than the request says.',
    remedy: 'Send the format that the detail names, or leave it out: it is detected from the content.',
  },
  last_owner: {
    when: 'The last owner of an organization would be removed or demoted.',
    remedy: 'Make another member an owner first.',
  },
  last_super_admin: {
    when: 'The only SUPER_ADMIN of the service would be deleted.',
    remedy: 'Keep the account: without it nobody could administer the service.',
  },
  forge_project_not_found: {
    when: 'The forge has no repository of the name that was given, or its credentials do not reach it.',
    remedy: 'Name the repository as the forge does, and give the credentials access to it.',
  },
  address_not_allowed: {
    when: 'A URL to send requests to names an address of a private or reserved network, or an unusual port.',
    remedy: 'Use a public address over https; an operator allows others by `OUTGOING_ALLOW`.',
  },
  secret_required: {
    when: 'A change leads a connection or a webhook to another origin, for which its stored secrets were not entered.',
    remedy: 'Send what `errors` names as well, or `drop_secrets: true` to delete what is stored.',
  },
  not_markable: {
    when: 'A directive of the source was to be marked as a false positive, or to be unmarked.',
    remedy: 'Accept the directive, or remove it from the source.',
  },
  agent_scope: {
    when: 'A key of the kind `agent` would have `admin`, `mint`, a role above MEMBER, or the right to write the baseline.',
    remedy: 'Create it with scopes among `read:scans`, `read:repos` and `write:scans`, or without the kind.',
  },
  bad_request: {
    when: 'The request cannot be read: it is not correct HTTP, or its body broke off or stopped for 10 seconds.',
    remedy: 'Send it again, well formed and complete.',
  },
  unauthenticated: {
    when: 'The request has no credential, or its credential is invalid, expired or revoked, or the membership behind it has ended.',
    remedy: 'Sign in, refresh the token, or use another API key.',
  },
  invalid_credentials: {
    when: 'Email address and password do not match; the same for an unknown address.',
    remedy: 'Check both.',
  },
  second_factor_required: {
    when: 'At sign-in (401): the password is right, and the account has a second factor, by one of `methods`. Signed in (403): the organization, or the service of its staff, requires a second factor, which the session has not proved.',
    remedy:
      'At sign-in, send `second_factor` as well. Signed in, enroll one (`POST /auth/totp/enroll`, `POST /auth/passkeys/options`), or prove yours (`POST /auth/second-factor`).',
  },
  invalid_second_factor: {
    when: 'The code or the assertion of the passkey is wrong, too old, or was used before.',
    remedy:
      'Send the current code, or an assertion by new options; each works once. Without the device, send a recovery code.',
  },
  invalid_passkey: {
    when: 'The passkey is unknown or was removed, its assertion is not valid, older than 5 minutes or was used before, or it is a second factor alone, as of people without a password.',
    remedy:
      'Request options again (`POST /auth/passkeys/login/options`), or sign in by password or at the identity provider.',
  },
  invalid_refresh_token: {
    when: 'The refresh token is unknown, expired, or was used before, which ends its whole family.',
    remedy: 'Sign in again.',
  },
  forbidden: {
    when: 'The caller may not do this: grant more than their own rights, act on an owner, manage sessions with a key, or reach beyond what an API key is bound to.',
    remedy: 'The detail names what is missing; ask someone who has it.',
  },
  role_required: {
    when: 'The caller has a lower role than the route requires.',
    remedy: 'Ask an administrator of the organization.',
  },
  scope_required: {
    when: 'The API key lacks a scope that the route requires.',
    remedy: 'Use a key with one of the scopes that the detail names.',
  },
  not_of_this_pipeline: {
    when: "A trusted publisher's pipeline starts a scan of another commit, branch or pull request than its identity token names, or feeds a scan that another run started.",
    remedy: 'Send what the run is of: the detail names the field. For anything else use an API key.',
  },
  foreign_origin: {
    when: 'A change by session cookie comes without an `Origin` of this service.',
    remedy: 'Programs send a bearer token or an API key instead; behind a proxy, set `PUBLIC_URL`.',
  },
  password_change_required: {
    when: 'The caller signed in with a temporary password.',
    remedy: 'Set another one by `POST /auth/password`; the session can be used from then on.',
  },
  second_person_required: {
    when: 'The person who made a request would approve it, be it with an API key.',
    remedy: 'Have another administrator approve it.',
  },
  foreign_organization: {
    when: 'Another organization is named, by `X-Org-Id` or at sign-in, and the caller has no part in it.',
    remedy: "Leave the name out, or use that organization's own credential.",
  },
  sso_required: {
    when: 'The password is right, or would be set by accepting an invitation, but the organization is entered through the identity provider alone.',
    remedy: 'Sign in at the identity provider; accept an invitation without a password.',
  },
  route_not_found: {
    when: 'No route has this method and path.',
    remedy: 'See `/api/docs` for those that exist.',
  },
  not_found: {
    when: 'The object does not exist, or belongs to another organization: both answer alike.',
    remedy: 'Check the id, and which organization the credential is of.',
  },
  already_exists: {
    when: 'The name, slug or member is taken, or a key of an agent has an open request for the same.',
    remedy: 'Choose another one, or use what exists.',
  },
  idempotency_key_reused: {
    when: 'The caller started another scan with the same `idempotency_key`: of another repository, branch, commit or pull request.',
    remedy: 'Send each scan with a key of its own, such as the id of the build.',
  },
  revision_conflict: {
    when: 'Someone saved the policy after the revision that `If-Match` names.',
    remedy: 'Read the policy again, apply the change to it, and save with its `ETag`.',
  },
  scan_pending: {
    when: 'The scan is not completed: it has no verdict that could be judged again, and no findings that could be compared.',
    remedy: 'Complete it first.',
  },
  scan_completed: {
    when: 'The scan is completed and takes no more findings, changes or file lists.',
    remedy: 'Start a new scan.',
  },
  not_reusable: {
    when: '`reuse` names a scan of another tree, base, target or `run_digest`, one of more than 24 hours or of a fork, or the scan has reports of its own.',
    remedy:
      'Name the scan that `reusable` of the answer to `POST /scans` names and upload nothing, or upload the reports without `reuse`.',
  },
  excerpts_off: {
    when: 'The repository stores no source text.',
    remedy: 'Send none, or have an administrator allow it with `source_excerpts` of the repository.',
  },
  scan_failed: {
    when: 'The scan was given up by its scanner: it takes nothing any more and is compared with none.',
    remedy: 'Start a new scan.',
  },
  scan_in_use: {
    when: "The repository's baseline rests on the scan that would be deleted, or would after an undo of the last rebuild.",
    remedy: 'Complete a newer scan of the branch first, or delete the repository.',
  },
  too_many_findings: {
    when: 'The scan has more findings than `limit`; `total` is their number.',
    remedy: 'Ask with a higher `limit`, at most 200,000, or list the findings in pages.',
  },
  already_decided: {
    when: 'The request was approved, declined or withdrawn before.',
    remedy: 'Read the request; make a new one where another decision is needed.',
  },
  waiver_ended: {
    when: 'The waiver is expired or revoked, so its end cannot be moved.',
    remedy: 'Create a new waiver.',
  },
  key_ended: {
    when: 'The API key was revoked or has expired, so it gets no other secret.',
    remedy: 'Create a new key.',
  },
  secret_overlap: {
    when: 'The previous secret of the webhook or API key still works, so its secret cannot be replaced again.',
    remedy: 'Wait until `previous_secret_expires_at` or `previous_expires_at`. A key can be revoked at once.',
  },
  count_changed: {
    when: 'The filter of a bulk mark finds another number of findings than `expected_count`; `count` is their number. Nothing was marked.',
    remedy: 'Read the findings again, and send their number.',
  },
  nothing_to_undo: {
    when: 'The baseline was not rebuilt, or a scan of the default branch has completed since; of a bulk mark: it was undone before, or is older than 24 hours.',
    remedy: 'Nothing to do.',
  },
  owner_required: {
    when: 'The last owner would leave the organization, or the last owner of a deleted one was deleted.',
    remedy: 'Make another member an owner first.',
  },
  last_sign_in: {
    when: 'The identity is the last way to sign in of a person without a password.',
    remedy: 'Bind another identity first, or set a password by a reset link.',
  },
  quota_exceeded: {
    when: 'The organization would have more repositories, API keys, webhooks, scans a day or stored bytes than its quota allows, or a key of an agent more than 20 open requests. Nothing was stored.',
    remedy:
      'The detail names the quota, its limit and how to make room; a SUPER_ADMIN can raise it (`PATCH /orgs/:id`).',
  },
  details_expired: {
    when: 'Findings and line coverage of the scan were deleted at the end of their retention. 410 where they are read; 409 where an evaluation or an upload needs them.',
    remedy: 'The verdict and its history are still stored. Start a new scan of the commit for the details.',
  },
  invitation_limit: {
    when: 'The organization made as many invitations within 24 hours as its quota `invitations_per_day` allows, or three to this address.',
    remedy: 'Try again after `Retry-After` seconds; a SUPER_ADMIN raises the quota.',
  },
  rate_limited: {
    when: 'The credential, account or address sent more requests than its limit.',
    remedy: 'Wait as long as `Retry-After` says; `RateLimit` gives what is left.',
  },
  internal_error: {
    when: 'The service failed unexpectedly.',
    remedy: 'Give the `request_id` to the operator of the service: it is in the log beside the failure.',
  },
  version_too_old: {
    when: 'A later version has changed the schema of the database, and this instance is still the old one.',
    remedy: 'Try again: instances of the later version answer. The operator ends the old instance (docs/upgrade.md).',
  },
  unavailable: {
    when: 'The service is at its limit, or a part that it needs (mostly the database) is away or busy.',
    remedy: 'Wait as long as `Retry-After` says and try again.',
  },
};
