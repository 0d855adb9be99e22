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
    remedy: 'Fix every field that `errors` names. It names all of them at once.',
  },
  unknown_parameter: {
    when: 'The query has parameters that the route does not accept.',
    remedy:
      'Remove or correct every parameter that `errors` names. It also lists the parameters that the route accepts.',
  },
  unknown_field: {
    when: 'The body of a waiver, a request or an API key has fields that the route does not accept.',
    remedy: 'Remove or correct every field that `errors` names. It also lists the fields that the route accepts.',
  },
  invalid_id: {
    when: 'An id in the path or in `X-Org-Id` is not a whole number from 1 to 9007199254740991 in plain digits, or the id of a session or a bulk mark is not a UUID.',
    remedy: 'Send the id exactly as an earlier response returned it.',
  },
  malformed_json: {
    when: 'The body is missing, not UTF-8, not JSON, not an object, nested too deeply, has more than 20,000 values, 1,000 keys in an object or 2,500 entries in a list, has a duplicate key or a key `__proto__` or `constructor`, or contains a NUL character or a number out of range.',
    remedy: 'Send a JSON object.',
  },
  unsupported_content_type: {
    when: 'The route does not accept the content type of the body, or the body has a content encoding or is gzipped but not a form field.',
    remedy:
      'Send `Content-Type: application/json`, or another type that the route documents, without `Content-Encoding`. Send a gzipped report as the form field `file`.',
  },
  body_too_large: {
    when: 'The body, the document, or its uncompressed content exceeds the limit of the route.',
    remedy: 'Split the report, or leave out what you do not need. `detail` states the limit.',
  },
  invalid_upload: {
    when: 'The form has no `file`, more than one file or a repeated field, or it cannot be read.',
    remedy: 'Send one document as the form field `file`.',
  },
  unreadable_report: {
    when: 'The report or diff is empty, malformed or truncated, or exceeds a limit of its format.',
    remedy: 'Look at the position that `detail` names, and check that the tool finished successfully.',
  },
  unknown_format: {
    when: 'The content is not in a supported format.',
    remedy: 'See the lists of supported formats, and configure the tool to write one of them.',
  },
  format_mismatch: {
    when: 'The content is not in the format that the request names.',
    remedy: 'Send the format that `detail` names, or omit it; it is detected from the content.',
  },
  last_owner: {
    when: 'The last owner of an organization would be removed or demoted.',
    remedy: 'Make another member an owner first.',
  },
  last_super_admin: {
    when: 'The only SUPER_ADMIN of the service would be deleted.',
    remedy: 'Keep the account. Without it, the service would have no administrator.',
  },
  forge_project_not_found: {
    when: 'The forge has no repository with this name, or the credentials have no access to it.',
    remedy: "Use the repository's name at the forge, and give the credentials access to it.",
  },
  address_not_allowed: {
    when: 'A URL for outgoing requests points to a private or reserved network, or to an unusual port.',
    remedy: 'Use a public https address. The operator can allow others with `OUTGOING_ALLOW`.',
  },
  secret_required: {
    when: 'A change points a connection or a webhook to another origin without entering its stored secrets again.',
    remedy: 'Also send the fields that `errors` names, or send `drop_secrets: true` to delete the stored secrets.',
  },
  not_markable: {
    when: 'The request marks or unmarks a directive in the source code as a false positive.',
    remedy: 'Accept the directive, or remove it from the source.',
  },
  agent_scope: {
    when: 'A key of kind `agent` may not have `admin`, `mint`, a role above MEMBER, or the right to write the baseline.',
    remedy: 'Use only the scopes `read:scans`, `read:repos` and `write:scans`, or create a key without `kind`.',
  },
  bad_request: {
    when: 'The request cannot be read: it is not valid HTTP, or its body was cut off or stalled for 10 seconds.',
    remedy: 'Send the request again, well formed and complete.',
  },
  unauthenticated: {
    when: 'The request has no credential, its credential is invalid, expired or revoked, or the membership behind it has ended.',
    remedy: 'Sign in, refresh the token, or use another API key.',
  },
  invalid_credentials: {
    when: 'The email address and the password do not match, or the address is unknown.',
    remedy: 'Check both.',
  },
  second_factor_required: {
    when: 'At sign-in (401): the password is correct, and the account also needs a second factor, one of `methods`. After sign-in (403): the organization, or the service for its staff, requires a second factor that the session has not proved.',
    remedy:
      'At sign-in, also send `second_factor`. After sign-in, enroll a second factor (`POST /auth/totp/enroll`, `POST /auth/passkeys/options`) or prove yours (`POST /auth/second-factor`).',
  },
  invalid_second_factor: {
    when: "The code or the passkey's assertion is wrong, expired, or was used before.",
    remedy:
      'Send the current code, or an assertion for newly requested options; each works once. If you lost the device, send a recovery code.',
  },
  invalid_passkey: {
    when: 'The passkey is unknown or was removed; its assertion is not valid, is older than 5 minutes or was used before; or the passkey may only serve as a second factor.',
    remedy:
      'Request new options (`POST /auth/passkeys/login/options`), or sign in with a password or at the identity provider.',
  },
  invalid_refresh_token: {
    when: 'The refresh token is unknown or expired, or was used before. Reuse ends the session.',
    remedy: 'Sign in again.',
  },
  forbidden: {
    when: "The caller may not do this. Examples: granting more than one's own rights, acting on an owner, managing sessions with a key, or going beyond the repositories of an API key.",
    remedy: '`detail` names the missing right. Ask someone who has it.',
  },
  role_required: {
    when: 'The caller has a lower role than the route requires.',
    remedy: 'Ask an administrator of the organization.',
  },
  scope_required: {
    when: 'The API key lacks a scope that the route requires.',
    remedy: 'Use a key with one of the scopes that `detail` names.',
  },
  not_of_this_pipeline: {
    when: 'The pipeline of a trusted publisher starts a scan of a commit, branch or pull request that its identity token does not name, or uploads to a scan that another run started.',
    remedy: 'Correct the field that `detail` names to match the pipeline run. For anything else, use an API key.',
  },
  foreign_origin: {
    when: 'A request that makes a change and uses the session cookie has no `Origin` of this service.',
    remedy: 'In programs, send a bearer token or an API key instead. Behind a proxy, set `PUBLIC_URL`.',
  },
  password_change_required: {
    when: 'The caller signed in with a temporary password.',
    remedy: 'Set a new one with `POST /auth/password`. You can then use the session.',
  },
  second_person_required: {
    when: 'The person who made a request tries to approve it, directly or with an API key.',
    remedy: 'Have another administrator approve it.',
  },
  foreign_organization: {
    when: 'The request names an organization, by `X-Org-Id` or at sign-in, to which the caller does not belong.',
    remedy: 'Omit the organization, or use a credential of that organization.',
  },
  sso_required: {
    when: 'The request signs in or accepts an invitation with a password, but this organization only accepts sign-in through the identity provider.',
    remedy: 'Sign in at the identity provider, and accept invitations without a password.',
  },
  route_not_found: {
    when: 'No route has this method and path.',
    remedy: 'See `/api/docs` for the existing routes.',
  },
  not_found: {
    when: 'The object does not exist or belongs to another organization; the response is the same in both cases.',
    remedy: 'Check the id, and the organization of the credential.',
  },
  already_exists: {
    when: "The name, slug or member already exists, or an agent's key already has an open request for the same thing.",
    remedy: 'Choose another one, or use the existing one.',
  },
  idempotency_key_reused: {
    when: 'The caller has already used the same `idempotency_key` for a different repository, branch, commit or pull request.',
    remedy: 'Use a separate key for each scan, such as the id of the build.',
  },
  revision_conflict: {
    when: 'Someone saved the policy after the revision that `If-Match` names.',
    remedy: 'Read the policy again, apply the change to it, and save with its `ETag`.',
  },
  scan_pending: {
    when: 'The scan is not complete, so it has no verdict to judge again and no findings to compare.',
    remedy: 'Complete it first.',
  },
  scan_completed: {
    when: 'The scan is complete and accepts no more findings, changes or file lists.',
    remedy: 'Start a new scan.',
  },
  not_reusable: {
    when: '`reuse` names a scan of a different tree, base, target or `run_digest`, a scan older than 24 hours, or a scan of a fork, or the scan already has its own reports.',
    remedy:
      'Send the scan that `POST /scans` returned in `reusable` and upload nothing, or upload the reports without `reuse`.',
  },
  excerpts_off: {
    when: 'The repository stores no source text.',
    remedy: "Send no source text, or have an administrator allow it with the repository's `source_excerpts`.",
  },
  scan_failed: {
    when: 'The scanner reported that this scan failed. It accepts no more uploads and is not compared with other scans.',
    remedy: 'Start a new scan.',
  },
  scan_in_use: {
    when: "The repository's baseline uses this scan, or would use it after the last rebuild is undone.",
    remedy: 'Complete a newer scan of the branch first, or delete the repository.',
  },
  too_many_findings: {
    when: 'The scan has more findings than `limit`; `total` is their number.',
    remedy: 'Raise `limit` (at most 200,000), or list the findings in pages.',
  },
  already_decided: {
    when: 'The request was already approved, declined or withdrawn.',
    remedy: 'Read the request. If you need a different decision, make a new request.',
  },
  waiver_ended: {
    when: 'The waiver has expired or was revoked, so its end cannot be changed.',
    remedy: 'Create a new waiver.',
  },
  key_ended: {
    when: 'The API key was revoked or has expired, so its secret cannot be replaced.',
    remedy: 'Create a new key.',
  },
  secret_overlap: {
    when: 'The previous secret of the webhook or API key still works, so the secret cannot be replaced again yet.',
    remedy: 'Wait until `previous_secret_expires_at` or `previous_expires_at`. A key can be revoked at once.',
  },
  count_changed: {
    when: 'The filter of a bulk mark matches a different number of findings than `expected_count`; `count` is that number. Nothing was marked.',
    remedy: 'Read the findings again, and send their current number.',
  },
  nothing_to_undo: {
    when: 'The baseline was not rebuilt, or a scan of the default branch has completed since. For a bulk mark: it was already undone, or is older than 24 hours.',
    remedy: 'Nothing to do.',
  },
  owner_required: {
    when: 'The last owner tries to leave the organization, or the last owner of a deleted organization was deleted.',
    remedy: 'Make another member an owner first.',
  },
  last_sign_in: {
    when: 'The identity is the only way to sign in for a person without a password.',
    remedy: 'Link another identity first, or set a password with a reset link.',
  },
  quota_exceeded: {
    when: "The organization would exceed its quota of repositories, API keys, webhooks, scans per day or stored bytes, or an agent's key would exceed 20 open requests. Nothing was stored.",
    remedy:
      '`detail` names the quota, its limit and how to free space. A SUPER_ADMIN can raise it (`PATCH /orgs/:id`).',
  },
  details_expired: {
    when: "The scan's findings and line coverage were deleted at the end of their retention period. Reading them returns 410; an evaluation or an upload that needs them returns 409.",
    remedy:
      '`expired_at` is the time of the deletion. The verdict and its history are still stored. Start a new scan of the commit for the details.',
  },
  invitation_limit: {
    when: 'Within 24 hours, the organization has sent as many invitations as its quota `invitations_per_day` allows, or three to this address.',
    remedy: 'Try again after `Retry-After` seconds. A SUPER_ADMIN can raise the quota.',
  },
  rate_limited: {
    when: 'The credential, account or address has exceeded its request limit.',
    remedy: 'Wait for `Retry-After` seconds. `RateLimit` states the remaining requests.',
  },
  internal_error: {
    when: 'The service failed unexpectedly.',
    remedy: 'Give the `request_id` to the operator of the service, who can use it to find the error in the log.',
  },
  version_too_old: {
    when: 'A later version has changed the database schema, and this instance still runs the old version.',
    remedy:
      'Try again; an instance of the later version can answer. The operator must stop the old instance (docs/upgrade.md).',
  },
  unavailable: {
    when: 'The service is at its limit, or a component that it needs, usually the database, is unavailable or busy.',
    remedy: 'Wait for `Retry-After` seconds, then try again.',
  },
};
