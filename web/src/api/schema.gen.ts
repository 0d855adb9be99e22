// Bodies of the API, generated from openapi.json by `npm run openapi`; not edited by hand.

export interface components {
  schemas: {
    readonly Accept: {
      readonly until?: string | null;
      readonly issue_id: number;
      readonly reason: string;
    };
    readonly AcceptInvitation: {
      readonly name?: string | null;
      readonly token: string;
      readonly password?: string | null;
    };
    readonly Acceptance: {
      readonly reason: string;
      readonly accepted_by: string;
      readonly accepted_by_name: string | null;
      readonly accepted_at: string;
      readonly until: string | null;
    };
    readonly Accepted: {
      readonly issue_id: number;
      readonly accepted_reason: string;
      readonly accepted_by: string;
      readonly accepted_at: string;
      readonly accepted_until: string | null;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly AcceptedInvitation: {
      readonly org: components['schemas']['InvitingOrg'];
      readonly email: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
    };
    readonly AddMember: {
      readonly email: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly password?: string | null;
      readonly temporary?: boolean | null;
    };
    readonly AddedDirective: {
      readonly issue_id: number;
      readonly file_path: string;
      readonly line: number;
      /** @enum {string} */
      readonly family: 'lint' | 'types' | 'security' | 'coverage' | 'tests';
      readonly directive: string;
      readonly rules: readonly string[];
      /** @enum {string} */
      readonly reach: 'line' | 'next_line' | 'block' | 'file';
      readonly reason: string | null;
      readonly is_accepted: boolean;
      readonly hides: components['schemas']['Hidden'] | null;
    };
    readonly AdministerOrganization: {
      readonly quotas?: components['schemas']['UpdateQuotas'];
      readonly verified_domains?: readonly string[];
      readonly sso_groups?: readonly string[];
    };
    readonly AnyPullRequest: {
      readonly pr_number: number;
      readonly title: string | null;
      readonly author: string | null;
      readonly url: string | null;
      readonly branch: string;
      readonly base_branch: string | null;
      /** @enum {string} */
      readonly state: 'closed' | 'open';
      readonly merged: boolean | null;
      readonly closed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      readonly stale: boolean;
      readonly last_scan: components['schemas']['PullRequestScan'];
      readonly new_in_pr: components['schemas']['NewInPr'] | null;
      readonly fixed: number | null;
      readonly base_scan_id: number | null;
      readonly patch_coverage_pct: number | null;
      readonly scan_count: number;
      readonly repo: components['schemas']['PullRequestRepo'];
      readonly owners: readonly string[];
    };
    readonly AnyPullRequestList: {
      readonly pull_requests: readonly components['schemas']['AnyPullRequest'][];
      readonly next_cursor: string | null;
    };
    readonly ApiKey: {
      readonly id: number;
      readonly name: string;
      readonly prefix: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint')[];
      readonly repo_ids: readonly number[] | null;
      readonly may_write_baseline: boolean;
      /** @enum {string|null} */
      readonly kind: 'agent' | null;
      readonly created_by_user_id: number;
      readonly minted_by: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
      readonly last_used_at: string | null;
      readonly last_used_from: string | null;
      readonly use_count: number;
      readonly previous_expires_at: string | null;
      readonly revoked_at: string | null;
      readonly expired: boolean;
      readonly revoked: boolean;
    };
    readonly ApiKeyList: {
      readonly api_keys: readonly components['schemas']['ApiKey'][];
      readonly next_cursor: string | null;
    };
    readonly ApproveWaiverRequest: {
      readonly judge?: boolean;
    };
    readonly ApprovedRequest: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly state: 'approved' | 'declined' | 'requested' | 'withdrawn';
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly issue_id: number | null;
      readonly problem: components['schemas']['RequestedProblem'] | null;
      readonly reason: string;
      readonly repo_id: number | null;
      readonly repo_name: string | null;
      readonly pr_number: number | null;
      readonly expires_at: string | null;
      readonly created_by_user_id: number;
      readonly created_by_name: string | null;
      readonly by: components['schemas']['RequestMaker'];
      readonly created_at: string;
      readonly decided_by_user_id: number | null;
      readonly decided_by_name: string | null;
      readonly decided_at: string | null;
      readonly decline_reason: string | null;
      readonly waiver_id: number | null;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly Assertion: {
      readonly response: components['schemas']['AssertionResponse'];
      readonly id: string;
      readonly rawId: string;
      /** @enum {string} */
      readonly type: 'public-key';
    };
    readonly AssertionResponse: {
      readonly clientDataJSON: string;
      readonly authenticatorData: string;
      readonly signature: string;
      readonly userHandle?: string | null;
    };
    readonly AttestationResponse: {
      readonly clientDataJSON: string;
      readonly attestationObject: string;
      readonly transports?: readonly string[] | null;
    };
    readonly AuditActor: {
      readonly type: string;
      readonly id: number | null;
      readonly name: string;
    };
    readonly AuditBy: {
      readonly type: string;
      readonly id: number | null;
      readonly name: string;
      /** @enum {string|null} */
      readonly kind: 'agent' | null;
    };
    readonly AuditEntry: {
      readonly id: number;
      readonly at: string;
      readonly actor: components['schemas']['AuditActor'];
      readonly by: components['schemas']['AuditBy'];
      readonly action: string;
      readonly target: components['schemas']['AuditTarget'];
      readonly repo_id: number | null;
      readonly repo_name: string | null;
      readonly actor_name: string | null;
      readonly target_name: string | null;
      readonly old: Record<string, never> | null;
      readonly new: Record<string, never> | null;
      readonly address: string | null;
      readonly request_id: string | null;
      readonly client_request_id: string | null;
      readonly personal_digest: string | null;
      readonly hash: string | null;
    };
    readonly AuditLog: {
      readonly entries: readonly components['schemas']['AuditEntry'][];
      readonly next_cursor: string | null;
    };
    readonly AuditTarget: {
      readonly type: string;
      readonly id: number | null;
    };
    readonly AutoJoin: {
      readonly groups: readonly string[];
      readonly domains: readonly string[];
    };
    readonly Badge: {
      readonly url: string;
      readonly markdown: string;
    };
    readonly BadgeData: {
      readonly schemaVersion: number;
      readonly label: string;
      readonly message: string;
      readonly color: string;
    };
    readonly Base: {
      readonly exact_files_pct?: number | null;
      readonly scan_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly exact: boolean;
      readonly commits_behind: number | null;
      readonly same_tools: boolean;
      readonly unknown_tools?: readonly string[];
      readonly other_tools?: readonly string[];
      readonly via?: readonly components['schemas']['PassedChange'][];
      readonly target?: components['schemas']['TargetBase'] | null;
    };
    readonly BaselineRebuilt: {
      readonly repo_id: number;
      readonly branch: string;
      readonly cleared_fingerprints: number;
      readonly note: string;
    };
    readonly BaselineRepo: {
      readonly id: number;
      readonly name: string;
    };
    readonly BaselineRestored: {
      readonly repo_id: number;
      readonly branch: string;
      readonly restored_fingerprints: number;
    };
    readonly BaselineSummary: {
      readonly problems: number;
      readonly scan_id: number;
      readonly updated_at: string;
      readonly tools: readonly components['schemas']['BaselineTool'][];
    };
    readonly BaselineTool: {
      readonly tool: string;
      readonly problems: number;
      readonly scan_id: number;
      readonly updated_at: string;
    };
    readonly BulkMark: {
      readonly issue_ids?: readonly number[];
      readonly scan_id?: number;
      readonly filter?: {
        readonly severity?:
          | ('critical' | 'high' | 'medium' | 'low' | 'info')
          | readonly ('critical' | 'high' | 'medium' | 'low' | 'info')[];
        readonly type?:
          | ('complexity' | 'dead_code' | 'duplication' | 'coverage_gap' | 'security' | 'bug' | 'code_smell')
          | readonly (
              | 'complexity'
              | 'dead_code'
              | 'duplication'
              | 'coverage_gap'
              | 'security'
              | 'bug'
              | 'code_smell'
            )[];
        readonly tool?: string | readonly string[];
        readonly rule?: string | readonly string[];
        readonly matched_by?:
          | (
              | 'file_level'
              | 'unchanged'
              | 'context_before'
              | 'context_after'
              | 'line_in_scope'
              | 'moved_in_file'
              | 'reflowed'
              | 'renamed_file'
              | 'line_in_file'
              | 'line_nearby'
              | 'same_shape'
              | 'reworded'
              | 'edited_line'
              | 'similar_line'
              | 'moved_across_files'
              | 'same_sequence'
              | 'same_message'
              | 'message_nearby'
              | 'moved_block'
              | 'untouched_line'
              | 'kept_line'
              | 'same_hunk'
              | 'untouched'
              | 'tool_changed'
              | 'same_text'
              | 'same_declaration'
              | 'on_target'
            )
          | readonly (
              | 'file_level'
              | 'unchanged'
              | 'context_before'
              | 'context_after'
              | 'line_in_scope'
              | 'moved_in_file'
              | 'reflowed'
              | 'renamed_file'
              | 'line_in_file'
              | 'line_nearby'
              | 'same_shape'
              | 'reworded'
              | 'edited_line'
              | 'similar_line'
              | 'moved_across_files'
              | 'same_sequence'
              | 'same_message'
              | 'message_nearby'
              | 'moved_block'
              | 'untouched_line'
              | 'kept_line'
              | 'same_hunk'
              | 'untouched'
              | 'tool_changed'
              | 'same_text'
              | 'same_declaration'
              | 'on_target'
            )[];
        readonly is_new?: boolean;
        readonly is_fp?: boolean;
        readonly is_accepted?: boolean;
        readonly is_suppressed?: boolean;
        readonly path?: string;
        readonly owner?: string | readonly string[];
        readonly q?: string;
      };
      readonly expected_count?: number;
      readonly is_fp: boolean;
      readonly async?: boolean;
      readonly reason?: string | null;
    };
    readonly BulkMarkStarted: {
      readonly job_id: number;
      readonly operation_id: string;
    };
    readonly BulkMarkUndoStarted: {
      readonly job_id: number;
    };
    readonly BulkMarkUndone: {
      readonly operation_id: string;
      readonly undone: number;
      readonly unchanged: number;
      readonly stale_scans: readonly number[];
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly BulkMarked: {
      readonly operation_id: string | null;
      readonly marked: number;
      readonly unchanged: number;
      readonly refused: readonly components['schemas']['RefusedIssue'][];
      readonly stale_scans: readonly number[];
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly ChangePassword: {
      readonly current_password: string;
      readonly new_password: string;
      readonly keep_identity_sessions?: boolean;
    };
    readonly ChangedLinesCoverage: {
      readonly total: number;
      readonly covered: number;
    };
    readonly Changes: {
      readonly coverage_pct: components['schemas']['PctChange'] | null;
      readonly no_longer_checked: number | null;
    };
    readonly ChangesTaken: {
      readonly scan_id: number;
      readonly files: number;
      readonly added_lines: number;
      readonly renames: number;
    };
    readonly ClassificationOverride: {
      readonly tool: string;
      readonly rule: string;
      /** @enum {string|null} */
      readonly type?:
        | 'complexity'
        | 'dead_code'
        | 'duplication'
        | 'coverage_gap'
        | 'security'
        | 'bug'
        | 'code_smell'
        | null;
      /** @enum {string|null} */
      readonly severity?: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
    };
    readonly ClearedBaseline: {
      readonly problems: number;
      readonly at: string;
      readonly by: components['schemas']['ClearedBy'] | null;
    };
    readonly ClearedBy: {
      readonly id: number;
      readonly name: string;
    };
    readonly ClosePullRequest: {
      readonly merged?: boolean;
    };
    readonly ClosedPullRequest: {
      readonly repo_id: number;
      readonly pr_number: number;
      /** @enum {string} */
      readonly state: 'closed';
      readonly merged: boolean;
      readonly closed_at: string;
    };
    readonly ComparedRepo: {
      readonly id: number;
      readonly name: string;
    };
    readonly ComparedScan: {
      readonly completed_at: string | null;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly pr_number: number | null;
    };
    readonly Comparison: {
      readonly scan_id: number;
      readonly other_scan_id: number;
      readonly repo: components['schemas']['ComparedRepo'];
      readonly scan: components['schemas']['ComparedScan'];
      readonly other_scan: components['schemas']['ComparedScan'];
      readonly counts: components['schemas']['DifferenceCounts'];
      readonly new: readonly components['schemas']['Finding'][];
      readonly fixed: readonly components['schemas']['Finding'][];
      readonly worsened: readonly components['schemas']['Finding'][];
      readonly moved: readonly components['schemas']['Finding'][];
      readonly coverage: readonly components['schemas']['CoverageChange'][];
      readonly duplication: readonly components['schemas']['DuplicationChange'][];
      readonly policy: readonly components['schemas']['PolicyChange'][];
      readonly next_cursor: string | null;
    };
    readonly CompatibleVersions: {
      readonly oldest: string;
      readonly newest: string;
    };
    readonly CompleteScan: {
      readonly metrics?: components['schemas']['ScanMetrics'] | null;
      readonly policy_file?: string | null;
      readonly reuse?: number | null;
    };
    readonly ConfirmTotp: {
      readonly code: string;
    };
    readonly Considered: {
      readonly waiver_ids: readonly number[];
      readonly marks_changed_at: string | null;
      readonly repo_policy_revision: number;
      readonly switches_revision: number;
      readonly accepted_until: string | null;
    };
    readonly Coverage: {
      readonly scan_id: number;
      readonly file_count: number;
      readonly lines_total: number;
      readonly lines_covered: number;
      readonly coverage_pct: number | null;
      readonly next_cursor: string | null;
      readonly files: readonly components['schemas']['CoveredFile'][];
    };
    readonly CoverageChange: {
      readonly from: number | null;
      readonly to: number | null;
      readonly file_path: string;
    };
    readonly CoverageTaken: {
      readonly scan_id: number;
      readonly records_persisted: number;
      /** @enum {string} */
      readonly report_format:
        | 'lcov'
        | 'cobertura'
        | 'jacoco'
        | 'clover'
        | 'go'
        | 'simplecov'
        | 'sonarqube'
        | 'istanbul'
        | 'coveragepy'
        | 'opencover'
        | 'llvm';
      readonly repeated: boolean;
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly unmatched_paths: components['schemas']['UnmatchedPaths'];
    };
    readonly CoverageTree: {
      readonly scan_id: number;
      readonly path: string;
      readonly entries: readonly components['schemas']['CoverageTreeEntry'][];
      readonly next_cursor: string | null;
    };
    readonly CoverageTreeEntry: {
      readonly delta_pct: number | null;
      readonly name: string;
      /** @enum {string} */
      readonly kind: 'file' | 'folder';
      readonly owners: readonly string[];
      readonly file_count: number;
      readonly lines_total: number;
      readonly lines_covered: number;
      readonly coverage_pct: number | null;
      readonly changed_lines_total: number | null;
      readonly changed_lines_covered: number | null;
    };
    readonly CoveredFile: {
      readonly file_path: string;
      readonly owners: readonly string[];
      readonly lines_total: number;
      readonly lines_covered: number;
      readonly lines_missed: number;
      readonly coverage_pct: number | null;
      readonly branches_total: number;
      readonly branches_covered: number;
      /** @enum {string} */
      readonly report_format:
        | 'lcov'
        | 'cobertura'
        | 'jacoco'
        | 'clover'
        | 'go'
        | 'simplecov'
        | 'sonarqube'
        | 'istanbul'
        | 'coveragepy'
        | 'opencover'
        | 'llvm';
    };
    readonly CreateApiKey: {
      readonly name: string;
      readonly scopes?:
        | [
            'read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint',
            ...('read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint')[],
          ]
        | null;
      /** @enum {string|null} */
      readonly role?: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER' | null;
      readonly repo_ids?: readonly number[] | null;
      readonly may_write_baseline?: boolean;
      /** @enum {string|null} */
      readonly kind?: 'agent' | null;
      readonly expires_in_days?: number | null;
    };
    readonly CreateForge: {
      /** @enum {string} */
      readonly kind: 'azure' | 'bitbucket' | 'gitea' | 'github' | 'gitlab';
      readonly name: string;
      readonly credentials: components['schemas']['ForgeCredentials'];
      readonly base_url?: string | null;
      readonly context?: string;
      readonly report?: components['schemas']['ForgeReportOptions'];
    };
    readonly CreateOrganization: {
      readonly name: string;
      readonly slug: string;
    };
    readonly CreateRepo: {
      readonly name: string;
      readonly default_branch?: string | null;
      readonly url?: string | null;
    };
    readonly CreateScan: {
      readonly repo_id?: number | null;
      readonly repo?: string | null;
      readonly default_branch?: string | null;
      readonly branch: string;
      readonly commit_sha?: string | null;
      readonly commit_title?: string | null;
      readonly commit_author?: string | null;
      readonly author_email?: string | null;
      readonly author_login?: string | null;
      readonly extra_shas?: ([] | [string] | [string, string] | [string, string, string]) | null;
      readonly pr_number?: number | null;
      readonly title?: string | null;
      readonly author?: string | null;
      readonly pr_url?: string | null;
      readonly base_branch?: string | null;
      readonly base_sha?: string | null;
      readonly base_commits?: readonly string[] | null;
      readonly merge_group?: components['schemas']['MergeGroup'] | null;
      readonly tree_sha?: string | null;
      readonly run_digest?: string | null;
      readonly expected_uploads?: number | null;
      readonly expected_reports?: readonly string[] | null;
      readonly idempotency_key?: string | null;
    };
    readonly CreateTrustedPublisher: {
      /** @enum {string} */
      readonly kind: 'custom' | 'github' | 'gitlab';
      readonly claims: {
        readonly [key: string]: string | number | boolean;
      };
      readonly scopes?: [
        'read:scans' | 'read:repos' | 'write:scans',
        ...('read:scans' | 'read:repos' | 'write:scans')[],
      ];
      readonly issuer?: string | null;
      readonly repo_id?: number | null;
    };
    readonly CreateView: {
      readonly name: string;
      /** @enum {string} */
      readonly page: 'audit' | 'findings' | 'history' | 'overview' | 'pull-requests' | 'waivers';
      readonly query: string;
      readonly shared?: boolean;
    };
    readonly CreateWaiver: {
      readonly reason: string;
      readonly repo_id?: number | null;
      readonly pr_number?: number | null;
      readonly expires_at?: string | null;
      readonly max_actual?: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
    };
    readonly CreateWaiverRequest: {
      readonly reason: string;
      readonly repo_id?: number | null;
      readonly pr_number?: number | null;
      readonly expires_at?: string | null;
      readonly max_actual?: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly issue_id?: number | null;
      /** @enum {string} */
      readonly rule?:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
    };
    readonly CreateWebhook: {
      readonly headers?: {
        readonly [key: string]: string;
      };
      readonly url: string;
      readonly events: [
        (
          | '*'
          | 'api_key.created'
          | 'api_key.revoked'
          | 'api_key.rotated'
          | 'baseline.rebuild_undone'
          | 'baseline.rebuilt'
          | 'finding.marked_fp'
          | 'finding.marks_undone'
          | 'finding.unmarked_fp'
          | 'forge.report_failed'
          | 'gate.changed'
          | 'gate.evaluated'
          | 'member.added'
          | 'member.removed'
          | 'member.role_changed'
          | 'policy.updated'
          | 'repo.created'
          | 'repo.default_branch_changed'
          | 'scan.completed'
          | 'scan.failed'
          | 'scan.missing'
          | 'scan.timed_out'
          | 'waiver.created'
          | 'waiver.expired'
          | 'waiver.revoked'
          | 'webhook.disabled'
          | 'webhook.ping'
        ),
        ...(
          | '*'
          | 'api_key.created'
          | 'api_key.revoked'
          | 'api_key.rotated'
          | 'baseline.rebuild_undone'
          | 'baseline.rebuilt'
          | 'finding.marked_fp'
          | 'finding.marks_undone'
          | 'finding.unmarked_fp'
          | 'forge.report_failed'
          | 'gate.changed'
          | 'gate.evaluated'
          | 'member.added'
          | 'member.removed'
          | 'member.role_changed'
          | 'policy.updated'
          | 'repo.created'
          | 'repo.default_branch_changed'
          | 'scan.completed'
          | 'scan.failed'
          | 'scan.missing'
          | 'scan.timed_out'
          | 'waiver.created'
          | 'waiver.expired'
          | 'waiver.revoked'
          | 'webhook.disabled'
          | 'webhook.ping'
        )[],
      ];
      readonly repo_ids?: readonly number[] | null;
      readonly description?: string | null;
      /** @enum {string} */
      readonly format?: 'slack' | 'standard' | 'teams';
      readonly enabled?: boolean;
    };
    readonly CreatedApiKey: {
      readonly id: number;
      readonly name: string;
      readonly prefix: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint')[];
      readonly repo_ids: readonly number[] | null;
      readonly may_write_baseline: boolean;
      /** @enum {string|null} */
      readonly kind: 'agent' | null;
      readonly created_by_user_id: number;
      readonly minted_by: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
      readonly last_used_at: string | null;
      readonly last_used_from: string | null;
      readonly use_count: number;
      readonly previous_expires_at: string | null;
      readonly revoked_at: string | null;
      readonly expired: boolean;
      readonly revoked: boolean;
      readonly key: string;
    };
    readonly CreatedForgeConnection: {
      /** @enum {string} */
      readonly kind: 'azure' | 'bitbucket' | 'gitea' | 'github' | 'gitlab';
      /** @enum {string} */
      readonly state: 'needs_credentials' | 'ok' | 'rights_lost' | 'unreachable';
      readonly hook: components['schemas']['CreatedHook'];
      readonly id: number;
      readonly name: string;
      readonly base_url: string;
      readonly context: string;
      readonly report: components['schemas']['ForgeReport'];
      readonly credentials: components['schemas']['ShownCredentials'];
      readonly budget: components['schemas']['ForgeBudget'] | null;
      readonly created_at: string;
    };
    readonly CreatedHook: {
      readonly url: string | null;
      readonly secret: string;
    };
    readonly CreatedScan: {
      readonly base: components['schemas']['NamedBase'] | null;
      readonly reusable: components['schemas']['ReusableScan'] | null;
      /** @enum {string} */
      readonly source_excerpts: 'files' | 'findings' | 'none';
      readonly suppression_reasons: boolean;
      readonly id: number;
      readonly scan_id: number;
      readonly repo_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly pr_number: number | null;
      readonly base_branch: string | null;
      readonly base_sha: string | null;
      readonly merge_group: components['schemas']['ScannedGroup'] | null;
      readonly tree_sha: string | null;
      readonly reused_scan_id: number | null;
      readonly default_branch: string;
      readonly is_baseline_scan: boolean;
      readonly is_untrusted: boolean;
      /** @enum {string} */
      readonly status: 'completed' | 'failed' | 'pending';
      /** @enum {string|null} */
      readonly gate_status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly reason: string | null;
      readonly expected_uploads: number | null;
      readonly expected_reports: readonly string[];
      readonly uploads_received: number;
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly fixed: number | null;
      readonly created_at: string;
      readonly deadline_at: string;
      readonly completed_at: string | null;
      readonly details_expired_at: string | null;
      readonly dashboard_url: string | null;
    };
    readonly CreatedWebhook: {
      /** @enum {string} */
      readonly format: 'slack' | 'standard' | 'teams';
      readonly id: number;
      readonly url: string;
      readonly description: string | null;
      readonly events: readonly string[];
      readonly repo_ids: readonly number[] | null;
      readonly header_names: readonly string[];
      readonly enabled: boolean;
      readonly health: components['schemas']['WebhookHealth'];
      readonly created_at: string;
      readonly previous_secret_expires_at: string | null;
      readonly secret: string;
    };
    readonly CurrentOrg: {
      readonly id: number;
      readonly name: string;
      readonly slug: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER' | 'SUPER_ADMIN';
    };
    readonly DeclineWaiverRequest: {
      readonly reason: string;
    };
    readonly DeleteAccount: {
      readonly password?: string | null;
    };
    readonly DeletionForecast: {
      readonly repositories: number;
      readonly scans: number;
      readonly findings: number;
      readonly coverage_uploads: number;
      readonly bytes: number;
      readonly oldest: string | null;
      readonly marks: number;
      readonly waivers: number;
    };
    readonly DeletionStarted: {
      readonly job_id: number;
    };
    readonly Delivery: {
      /** @enum {string} */
      readonly state: 'cancelled' | 'delivered' | 'failed' | 'pending';
      readonly id: number;
      readonly event_id: string;
      readonly event: string;
      readonly created_at: string;
      readonly finished_at: string | null;
      readonly next_attempt_at: string | null;
    };
    readonly DeliveryAttempt: {
      /** @enum {string|null} */
      readonly error:
        | 'address_not_allowed'
        | 'connection_refused'
        | 'dns'
        | 'redirect'
        | 'secret_unreadable'
        | 'status'
        | 'timeout'
        | 'tls'
        | 'too_large'
        | null;
      readonly response_headers: {
        readonly [key: string]: string;
      } | null;
      readonly at: string;
      readonly duration_ms: number;
      readonly status: number | null;
      readonly response_body: string | null;
    };
    readonly DeliveryList: {
      readonly deliveries: readonly components['schemas']['Delivery'][];
      readonly next_cursor: string | null;
    };
    readonly DeliveryRequest: {
      readonly headers: {
        readonly [key: string]: string;
      };
      readonly body: string;
    };
    readonly DetailedDelivery: {
      /** @enum {string} */
      readonly state: 'cancelled' | 'delivered' | 'failed' | 'pending';
      readonly attempts: readonly components['schemas']['DeliveryAttempt'][];
      readonly request: components['schemas']['DeliveryRequest'];
      readonly id: number;
      readonly event_id: string;
      readonly event: string;
      readonly created_at: string;
      readonly finished_at: string | null;
      readonly next_attempt_at: string | null;
    };
    readonly DifferenceCounts: {
      readonly new: number;
      readonly fixed: number;
      readonly worsened: number;
      readonly moved: number;
      readonly coverage: number;
      readonly duplication: number;
    };
    readonly Download: {
      readonly path: string;
      readonly sha256: string;
      readonly bytes: number;
    };
    readonly DuplicationChange: {
      readonly file_path: string;
      readonly from: number;
      readonly to: number;
    };
    readonly EnterOrganization: {
      readonly org_id: number;
    };
    readonly Evaluation: {
      readonly next_actions_total: {
        readonly [key: string]: number;
      };
      readonly policy: components['schemas']['Policy'];
      /** @enum {string} */
      readonly trigger:
        | 'completed'
        | 'coverage_uploaded'
        | 'mark_changed'
        | 'policy_changed'
        | 'recomputed'
        | 'rerequested'
        | 'retargeted'
        | 'scan_failed'
        | 'stack_changed'
        | 'tests_uploaded'
        | 'waiver_changed';
      readonly evaluated_by: string;
      readonly evaluated_by_name: string | null;
      readonly evaluation: number | null;
      readonly considered: components['schemas']['Considered'];
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      readonly summary: string;
      readonly violations: readonly components['schemas']['Violation'][];
      readonly tolerated_violations: readonly components['schemas']['ToleratedViolation'][];
      readonly waived_violations: readonly components['schemas']['WaivedViolation'][];
      readonly skipped_rules: readonly components['schemas']['SkippedRule'][];
      readonly passed_rules: readonly components['schemas']['PassedRule'][];
      readonly default_branch: string;
      readonly scanned_branch: string;
      readonly is_baseline_scan: boolean;
      readonly new_in_pr: components['schemas']['NewInPr'];
      /** @enum {string|null} */
      readonly basis: 'all_lines' | 'changed_lines' | null;
      /** @enum {string|null} */
      readonly conclusion: 'failure' | 'neutral' | 'success' | null;
      readonly tracking: string | null;
      readonly next_actions: readonly components['schemas']['NextAction'][];
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly policy_file: components['schemas']['PolicyFile'] | null;
      readonly base: components['schemas']['Base'] | null;
      readonly uncovered: readonly components['schemas']['UncoveredFile'][] | null;
      readonly untested_files: readonly components['schemas']['UntestedFile'][] | null;
      readonly changes: components['schemas']['Changes'] | null;
      readonly unmatched_paths: components['schemas']['UnmatchedReportPaths'] | null;
      readonly flickering_lines: number;
      readonly reports: readonly components['schemas']['ToolReport'][] | null;
      readonly missing_tools: readonly string[] | null;
      readonly tests: components['schemas']['TestTotals'] | null;
      readonly suppressions: components['schemas']['Suppressions'] | null;
      readonly loosened: readonly components['schemas']['LoosenedSetting'][] | null;
      readonly assertions: readonly components['schemas']['FallenAssertions'][] | null;
      readonly moved_lines: number | null;
      readonly policy_version: string | null;
      readonly repo_policy_version: string | null;
      readonly evaluated_at: string | null;
    };
    readonly Evaluations: {
      readonly scan_id: number;
      readonly evaluations: readonly components['schemas']['Evaluation'][];
      readonly next_cursor: string | null;
    };
    readonly Event: {
      readonly data: {
        readonly [key: string]: unknown;
      };
      readonly id: string;
      readonly type: string;
      readonly timestamp: string;
      readonly api_version: number;
      readonly sequence: number;
      readonly org: components['schemas']['EventOrganization'];
    };
    readonly EventList: {
      readonly events: readonly components['schemas']['Event'][];
      readonly next_cursor: string | null;
    };
    readonly EventOrganization: {
      readonly id: number;
      readonly slug: string;
    };
    readonly EventType: {
      readonly schema: {
        readonly [key: string]: unknown;
      };
      readonly type: string;
      readonly description: string;
    };
    readonly EventTypeList: {
      readonly event_types: readonly components['schemas']['EventType'][];
    };
    readonly ExchangeIdentityToken: {
      readonly token: string;
      readonly org_id?: number | null;
      readonly org?: string | null;
    };
    readonly ExplainedRatings: {
      readonly tool_versions: {
        readonly [key: string]: string;
      };
      readonly held_down_by: components['schemas']['RatingHolders'] | null;
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly maintainability_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly reliability_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly coverage_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly duplication_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly tech_debt_minutes: number | null;
      readonly parse_coverage_pct: number | null;
      readonly files_parsed: number | null;
      readonly files_skipped: number | null;
      readonly rated_by: components['schemas']['RatedBy'] | null;
    };
    readonly Facets: {
      readonly severity: readonly components['schemas']['TextFacet'][];
      readonly type: readonly components['schemas']['TextFacet'][];
      readonly tool: readonly components['schemas']['TextFacet'][];
      readonly rule: readonly components['schemas']['TextFacet'][];
      readonly folder: readonly components['schemas']['TextFacet'][];
      readonly owner: readonly components['schemas']['TextFacet'][];
      readonly is_new: readonly components['schemas']['FlagFacet'][];
      readonly is_fp: readonly components['schemas']['FlagFacet'][];
      readonly is_accepted: readonly components['schemas']['FlagFacet'][];
      readonly is_suppressed: readonly components['schemas']['FlagFacet'][];
      readonly matched_by: readonly components['schemas']['TextFacet'][];
    };
    readonly FailScan: {
      readonly reason: string;
    };
    readonly FallenAssertions: {
      readonly file_path: string;
      readonly from: number;
      readonly to: number;
    };
    readonly FileCoverage: {
      readonly lines: readonly [number, number][];
      readonly branches: readonly [number, number, number][];
      readonly missed: readonly number[];
      readonly partial: readonly number[];
      readonly added: readonly [number, number][];
      readonly uncovered_added: readonly [number, number][];
      readonly uncounted_added: readonly [number, number][];
      readonly scan_id: number;
      readonly file_path: string;
      readonly owners: readonly string[];
      readonly lines_total: number;
      readonly lines_covered: number;
      readonly coverage_pct: number | null;
      readonly removed: readonly components['schemas']['RemovedLines'][];
      readonly old: components['schemas']['OldVersion'] | null;
    };
    readonly FilesTaken: {
      readonly scan_id: number;
      readonly files: number;
      readonly warnings: readonly components['schemas']['Warning'][];
    };
    readonly Finding: {
      /** @enum {string|null} */
      readonly tool_level: 'error' | 'none' | 'note' | 'warning' | null;
      readonly issue_id: number;
      readonly rule_id: string;
      readonly tool: string;
      /** @enum {string} */
      readonly type:
        | 'complexity'
        | 'dead_code'
        | 'duplication'
        | 'coverage_gap'
        | 'security'
        | 'bug'
        | 'code_smell'
        | 'suppression';
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly file_path: string | null;
      readonly owners: readonly string[];
      readonly line: number | null;
      readonly column: number | null;
      readonly end_line: number | null;
      readonly end_column: number | null;
      readonly message: string;
      readonly fingerprint: string;
      readonly is_new_in_pr: boolean;
      readonly matched_by: string | null;
      readonly new_because: string | null;
      readonly nearest: components['schemas']['NearestProblem'] | null;
      readonly was: components['schemas']['FormerFinding'] | null;
      readonly moved_from?: components['schemas']['FormerPlace'];
      readonly first_seen_scan_id: number;
      readonly is_suppressed: boolean;
      readonly related: readonly components['schemas']['RelatedPlace'][];
      readonly cwe: readonly number[];
      readonly user_marked_fp: boolean;
      readonly fp_reason: string | null;
      readonly fp_marked_at: string | null;
      readonly fp_marked_by: string | null;
      readonly mark_line_edited: boolean;
      readonly is_accepted: boolean;
      readonly accepted_reason: string | null;
      readonly accepted_by: string | null;
      readonly accepted_at: string | null;
      readonly accepted_until: string | null;
      /** @enum {string} */
      readonly family?: 'lint' | 'types' | 'security' | 'coverage' | 'tests';
      readonly directive?: string;
      readonly rules?: readonly string[];
      /** @enum {string} */
      readonly reach?: 'line' | 'next_line' | 'block' | 'file';
      readonly reason?: string | null;
      readonly hides?: components['schemas']['Silenced'] | null;
    };
    readonly FindingColumns: {
      readonly issue_id: readonly number[];
      readonly severity: readonly number[];
      readonly type: readonly number[];
      readonly tool: readonly number[];
      readonly rule: readonly number[];
      readonly path: readonly number[];
      readonly owners: readonly number[];
      readonly line: readonly (number | null)[];
      readonly column: readonly (number | null)[];
      readonly end_line: readonly (number | null)[];
      readonly message: readonly number[];
      readonly is_new: readonly (0 | 1)[];
      readonly matched_by: readonly number[];
      readonly new_because: readonly number[];
      readonly fp: readonly (0 | 1)[];
      readonly fp_marked_by: readonly number[];
      readonly mark_line_edited: readonly (0 | 1)[];
      readonly accepted: readonly (0 | 1)[];
      readonly suppressed: readonly (0 | 1)[];
      readonly first_seen_scan_id: readonly number[];
      readonly scan_id: number;
      readonly revision: string;
      readonly total: number;
      readonly dictionaries: components['schemas']['FindingDictionaries'];
    };
    readonly FindingCounts: {
      readonly critical: number;
      readonly high: number;
      readonly medium: number;
      readonly low: number;
      readonly info: number;
      readonly total: number;
      readonly by_type: components['schemas']['FindingsByType'];
      readonly judged: components['schemas']['NewInPr'];
      readonly reliability: number;
    };
    readonly FindingDictionaries: {
      readonly owners: readonly (readonly string[])[];
      readonly severity: readonly string[];
      readonly type: readonly string[];
      readonly tool: readonly string[];
      readonly rule: readonly string[];
      readonly path: readonly string[];
      readonly message: readonly string[];
      readonly matched_by: readonly string[];
      readonly new_because: readonly string[];
      readonly fp_marked_by: readonly string[];
    };
    readonly FindingFacets: {
      readonly scan_id: number;
      readonly total: number;
      readonly facets: components['schemas']['Facets'];
    };
    readonly FindingGroup: {
      readonly value: string | null;
      readonly count: number;
      /** @enum {string} */
      readonly worst_severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
    };
    readonly FindingGroups: {
      readonly groups: readonly components['schemas']['FindingGroup'][];
      readonly next_cursor: string | null;
    };
    readonly FindingList: {
      readonly scan_id: number;
      readonly findings: readonly components['schemas']['Finding'][];
      readonly next_cursor: string | null;
      readonly total: number;
      readonly facets?: components['schemas']['Facets'];
      readonly rules?: readonly components['schemas']['ListedRule'][];
    };
    readonly FindingsByType: {
      readonly complexity: number;
      readonly dead_code: number;
      readonly duplication: number;
      readonly coverage_gap: number;
      readonly security: number;
      readonly bug: number;
      readonly code_smell: number;
    };
    readonly FindingsTaken: {
      readonly scan_id: number;
      readonly tool: string | null;
      readonly tools: readonly string[];
      /** @enum {string} */
      readonly format:
        | 'sarif'
        | 'eslint'
        | 'lizard'
        | 'jscpd'
        | 'cpd'
        | 'gitlab'
        | 'checkstyle'
        | 'sonarqube'
        | 'gitlab-security'
        | 'pylint'
        | 'pmd'
        | 'spotbugs'
        | 'rdjson'
        | 'rdjsonl'
        | 'lines'
        | 'gitleaks'
        | 'trufflehog'
        | 'detect-secrets'
        | 'cppcheck'
        | 'stylelint'
        | 'ruff'
        | 'phpcs'
        | 'markdownlint'
        | 'suppressions';
      readonly records_persisted: number;
      readonly by_severity: components['schemas']['SeverityCounts'];
      readonly rejected: readonly components['schemas']['RejectedResult'][];
      readonly warnings: readonly components['schemas']['Warning'][];
    };
    readonly FirstKey: {
      readonly key: string;
    };
    readonly Fix: {
      readonly rule_id: string;
      readonly line: number;
      readonly column: number | null;
      readonly description: string | null;
      readonly edits: readonly components['schemas']['FixEdit'][];
    };
    readonly FixEdit: {
      readonly text: string;
      /** @enum {string} */
      readonly unit: 'bytes' | 'code_points' | 'utf16';
      readonly start: number | null;
      readonly end: number | null;
      readonly start_line: number | null;
      readonly start_column: number | null;
      readonly end_line: number | null;
      readonly end_column: number | null;
    };
    readonly Fixes: {
      readonly path: string;
      readonly tools: readonly components['schemas']['ToolFixes'][];
    };
    readonly FlagFacet: {
      readonly value: boolean;
      readonly count: number;
    };
    readonly Flip: {
      readonly scan_id: number;
      readonly repo: string;
      readonly pr_number: number | null;
      readonly because: readonly string[];
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
    };
    readonly Forge: {
      /** @enum {string} */
      readonly kind: 'azure' | 'bitbucket' | 'gitea' | 'github' | 'gitlab' | 'none';
      readonly web_url: string | null;
    };
    readonly ForgeBudget: {
      readonly remaining: number;
      readonly reset_at: string | null;
    };
    readonly ForgeCheck: {
      /** @enum {string} */
      readonly name:
        | 'address'
        | 'credentials'
        | 'expiry'
        | 'repository'
        | 'write_check'
        | 'write_comment'
        | 'write_status';
      readonly ok: boolean;
      readonly detail: string;
    };
    readonly ForgeConnection: {
      /** @enum {string} */
      readonly kind: 'azure' | 'bitbucket' | 'gitea' | 'github' | 'gitlab';
      /** @enum {string} */
      readonly state: 'needs_credentials' | 'ok' | 'rights_lost' | 'unreachable';
      readonly hook: components['schemas']['ForgeHook'];
      readonly id: number;
      readonly name: string;
      readonly base_url: string;
      readonly context: string;
      readonly report: components['schemas']['ForgeReport'];
      readonly credentials: components['schemas']['ShownCredentials'];
      readonly budget: components['schemas']['ForgeBudget'] | null;
      readonly created_at: string;
    };
    readonly ForgeCredentials: {
      /** @enum {string} */
      readonly type: 'app' | 'basic' | 'oauth_client' | 'token';
      readonly app_id?: number | string;
      readonly installation_id?: (number | string) | null;
      readonly private_key?: string;
      readonly token?: string;
      readonly email?: string;
      readonly id?: string;
      readonly secret?: string;
    };
    readonly ForgeHook: {
      readonly url: string | null;
    };
    readonly ForgeLinks: {
      readonly commit: string;
      readonly file: string;
    };
    readonly ForgeList: {
      readonly forges: readonly components['schemas']['ForgeConnection'][];
      readonly next_cursor: string | null;
    };
    readonly ForgeRepo: {
      readonly repo_id: number;
      readonly project: string;
      readonly project_id: string | null;
      readonly guessed: boolean;
    };
    readonly ForgeRepoList: {
      readonly repos: readonly components['schemas']['ForgeRepo'][];
      readonly next_cursor: string | null;
    };
    readonly ForgeReport: {
      /** @enum {string} */
      readonly comment: 'always' | 'never' | 'on_failure';
      readonly status: boolean;
      readonly check: boolean;
      readonly annotations: boolean;
    };
    readonly ForgeReportOptions: {
      /** @enum {string} */
      readonly comment?: 'always' | 'never' | 'on_failure';
      readonly status?: boolean;
      readonly check?: boolean;
      readonly annotations?: boolean;
    };
    readonly ForgeTest: {
      readonly ok: boolean;
      readonly checks: readonly components['schemas']['ForgeCheck'][];
    };
    readonly ForgotPassword: {
      readonly email: string;
    };
    readonly FormerFinding: {
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly message: string;
    };
    readonly FormerPlace: {
      readonly file_path: string | null;
      readonly line: number | null;
    };
    readonly FpMark: {
      readonly issue_id: number;
      readonly user_marked_fp: boolean;
      readonly fp_marked_at: string | null;
      readonly fp_reason: string | null;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly GateConfig: {
      readonly org_id: number;
      readonly repo_id?: number;
      readonly overrides?: components['schemas']['PolicyDraft'];
      readonly configured: boolean;
      readonly enabled: boolean;
      readonly block_merge_on_fail: boolean;
      readonly applies_to_new_code_only: boolean;
      readonly policy: components['schemas']['Policy'];
      readonly policy_version: string;
    };
    readonly GateConfigDraft: {
      /** @enum {string} */
      readonly preset?: 'clean_changes' | 'specified' | 'strict';
      readonly policy?: components['schemas']['PolicyDraft'];
      readonly enabled?: boolean;
      readonly block_merge_on_fail?: boolean;
      readonly applies_to_new_code_only?: boolean;
    };
    readonly GateConfigRevision: {
      readonly overrides?: components['schemas']['PolicyDraft'] | null;
      readonly saved_by: string;
      readonly saved_by_name: string | null;
      readonly saved_at: string;
      readonly enabled: boolean;
      readonly block_merge_on_fail: boolean;
      readonly applies_to_new_code_only: boolean;
      readonly policy: components['schemas']['Policy'];
      readonly policy_version: string;
    };
    readonly GateConfigRevisions: {
      readonly revisions: readonly components['schemas']['GateConfigRevision'][];
      readonly next_cursor: string | null;
    };
    readonly GateConfigSaved: {
      readonly org_id: number;
      readonly repo_id?: number;
      readonly overrides?: components['schemas']['PolicyDraft'];
      readonly configured: boolean;
      readonly enabled: boolean;
      readonly block_merge_on_fail: boolean;
      readonly applies_to_new_code_only: boolean;
      readonly policy: components['schemas']['Policy'];
      readonly policy_version: string;
      readonly saved: boolean;
      readonly ignored_keys: readonly string[];
    };
    readonly GateStatus: {
      readonly next_actions_total: {
        readonly [key: string]: number;
      };
      readonly stale: boolean;
      /** @enum {string|null} */
      readonly stale_reason: 'retargeted' | 'stack_changed' | 'terms_changed' | null;
      readonly policy: components['schemas']['Policy'] | null;
      readonly evaluation: number | null;
      readonly considered: components['schemas']['Considered'];
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      readonly summary: string;
      readonly violations: readonly components['schemas']['Violation'][];
      readonly tolerated_violations: readonly components['schemas']['ToleratedViolation'][];
      readonly waived_violations: readonly components['schemas']['WaivedViolation'][];
      readonly skipped_rules: readonly components['schemas']['SkippedRule'][];
      readonly passed_rules: readonly components['schemas']['PassedRule'][];
      readonly default_branch: string;
      readonly scanned_branch: string;
      readonly is_baseline_scan: boolean;
      readonly new_in_pr: components['schemas']['NewInPr'];
      /** @enum {string|null} */
      readonly basis: 'all_lines' | 'changed_lines' | null;
      /** @enum {string|null} */
      readonly conclusion: 'failure' | 'neutral' | 'success' | null;
      readonly tracking: string | null;
      readonly next_actions: readonly components['schemas']['NextAction'][];
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly policy_file: components['schemas']['PolicyFile'] | null;
      readonly base: components['schemas']['Base'] | null;
      readonly uncovered: readonly components['schemas']['UncoveredFile'][] | null;
      readonly untested_files: readonly components['schemas']['UntestedFile'][] | null;
      readonly changes: components['schemas']['Changes'] | null;
      readonly unmatched_paths: components['schemas']['UnmatchedReportPaths'] | null;
      readonly flickering_lines: number;
      readonly reports: readonly components['schemas']['ToolReport'][] | null;
      readonly missing_tools: readonly string[] | null;
      readonly tests: components['schemas']['TestTotals'] | null;
      readonly suppressions: components['schemas']['Suppressions'] | null;
      readonly loosened: readonly components['schemas']['LoosenedSetting'][] | null;
      readonly assertions: readonly components['schemas']['FallenAssertions'][] | null;
      readonly moved_lines: number | null;
      readonly policy_version: string | null;
      readonly repo_policy_version: string | null;
      readonly evaluated_at: string | null;
    };
    readonly Health: {
      /** @enum {string} */
      readonly status: 'ok';
    };
    readonly HeldPart: {
      readonly text: string;
      readonly issue_id: number | null;
      /** @enum {string|null} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
      readonly rule_id: string | null;
      readonly file_path: string | null;
      readonly line: number | null;
      /** @enum {string} */
      readonly part: 'coverage' | 'duplication' | 'maintainability' | 'reliability';
    };
    readonly Hidden: {
      readonly rules: readonly string[];
      /** @enum {string} */
      readonly worst_severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly count: number;
    };
    readonly HiddenCounts: {
      readonly critical: number;
      readonly high: number;
      readonly medium: number;
      readonly low: number;
      readonly info: number;
    };
    readonly History: {
      readonly repo: components['schemas']['PullRequestRepo'];
      readonly branch: string;
      readonly branches: readonly string[];
      readonly scans: readonly components['schemas']['HistoryScan'][];
      readonly next_cursor: string | null;
    };
    readonly HistoryChange: {
      readonly delta_pts: number | null;
      readonly findings: number | null;
      readonly marked: number;
    };
    readonly HistoryScan: {
      readonly started_at: string;
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly completed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly failing_rules: readonly string[];
      readonly tech_debt_minutes: number | null;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly findings_total: number | null;
      readonly coverage_pct: number | null;
      readonly duplication_pct: number | null;
      readonly branch: string;
      readonly pr_number: number | null;
      readonly merged_pr_number: number | null;
      readonly commit_title: string | null;
      readonly commit_author: string | null;
      readonly new_total: number | null;
      readonly change: components['schemas']['HistoryChange'];
    };
    readonly Identity: {
      readonly id: string;
      readonly issuer: string;
      readonly subject: string;
      readonly bound_at: string;
      readonly last_used_at: string | null;
      readonly is_current: boolean;
    };
    readonly IdentityList: {
      readonly identities: readonly components['schemas']['Identity'][];
    };
    readonly IgnoredPolicyKey: {
      readonly value: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      /** @enum {string} */
      readonly reason: 'ignored' | 'invalid' | 'looser';
    };
    readonly Imported: {
      readonly job_id: number;
      readonly org_id: number;
      readonly slug: string;
      readonly warnings: readonly string[];
    };
    readonly Inbox: {
      readonly requests: readonly components['schemas']['InboxRequest'][];
      readonly failing: readonly components['schemas']['InboxFailing'][];
      readonly ending: readonly components['schemas']['InboxEnding'][];
      readonly connections: readonly components['schemas']['InboxConnection'][];
      readonly total: number;
      readonly next_cursor: string | null;
    };
    readonly InboxConnection: {
      /** @enum {string} */
      readonly kind: 'forge' | 'webhook';
      readonly id: number;
      readonly name: string;
      readonly state: string;
    };
    readonly InboxEnding: {
      readonly ends_at: string;
      /** @enum {string} */
      readonly kind: 'acceptance' | 'waiver';
      readonly id: number;
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly reason: string;
      readonly repo: components['schemas']['InboxRepo'] | null;
    };
    readonly InboxFailing: {
      readonly at: string;
      readonly repo: components['schemas']['InboxRepo'];
      readonly pr_number: number;
      readonly title: string | null;
      readonly scan_id: number;
      /** @enum {string} */
      readonly status: 'failed' | 'timed_out';
      readonly failing_rules: readonly string[];
    };
    readonly InboxRepo: {
      readonly id: number;
      readonly name: string;
    };
    readonly InboxRequest: {
      readonly created_at: string;
      readonly id: number;
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly reason: string;
      readonly repo: components['schemas']['InboxRepo'] | null;
      readonly pr_number: number | null;
      readonly requested_by: string | null;
    };
    readonly Invitation: {
      readonly id: number;
      readonly email: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly created_at: string;
      readonly expires_at: string;
      /** @enum {string} */
      readonly mail_state: 'failed' | 'none' | 'sent' | 'waiting';
      readonly mailed_at: string | null;
    };
    readonly InvitationList: {
      readonly invitations: readonly components['schemas']['Invitation'][];
      readonly next_cursor: string | null;
    };
    readonly Invite: {
      readonly email: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
    };
    readonly InvitingOrg: {
      readonly id: number;
      readonly name: string;
      readonly slug: string;
    };
    readonly Issue: {
      readonly code_flows: readonly (readonly components['schemas']['Place'][])[];
      readonly issue_id: number;
      readonly repo_id: number;
      readonly scan_id: number;
      readonly tool: string;
      readonly rule_id: string;
      readonly rule: components['schemas']['Rule'];
      /** @enum {string} */
      readonly type:
        | 'complexity'
        | 'dead_code'
        | 'duplication'
        | 'coverage_gap'
        | 'security'
        | 'bug'
        | 'code_smell'
        | 'suppression';
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly message: string;
      readonly file_path: string | null;
      readonly line: number | null;
      readonly column: number | null;
      readonly related: readonly components['schemas']['Place'][];
      readonly first_seen: components['schemas']['Sighting'];
      readonly last_seen: components['schemas']['Sighting'];
      readonly scans_total: number;
      readonly scans: readonly components['schemas']['Sighting'][];
      readonly mark: components['schemas']['Mark'] | null;
      readonly mark_line_edited: boolean;
      readonly acceptance: components['schemas']['Acceptance'] | null;
      /** @enum {string} */
      readonly state: 'accepted' | 'false_positive' | 'fixed' | 'open';
      readonly why: components['schemas']['Why'];
    };
    readonly Job: {
      readonly id: number;
      readonly kind: string;
      readonly repo_id: number | null;
      /** @enum {string} */
      readonly state: 'done' | 'failed' | 'queued' | 'running';
      readonly done: number;
      readonly total: number;
      readonly created_at: string;
      readonly finished_at: string | null;
      readonly stale_scans: readonly number[] | null;
    };
    readonly LastScan: {
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly completed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed';
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly failing_rules: readonly string[];
      readonly tech_debt_minutes: number | null;
      readonly stale: boolean;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly findings_total: number | null;
      readonly coverage_pct: number | null;
      readonly duplication_pct: number | null;
    };
    readonly Limits: {
      readonly waiver_max_days: number | null;
      readonly max_key_days: number | null;
    };
    readonly LinkIdentity: {
      readonly url: string;
    };
    readonly ListedRule: {
      readonly tool: string;
      readonly rule_id: string;
      readonly name: string | null;
      readonly help: string | null;
      readonly help_uri: string | null;
      readonly cwe: readonly number[];
      readonly owasp: readonly string[];
    };
    readonly LocalPack: {
      readonly pack_version: number;
      readonly valid_for_seconds: number;
      readonly repo_id: number;
      readonly default_branch: string;
      readonly is_baseline_scan: boolean;
      readonly key: string;
      readonly gate: components['schemas']['PackedGate'] | null;
      readonly repo_policy_version: string | null;
      readonly repo_policy_revision: number;
      readonly switches: components['schemas']['PackedSwitches'];
      readonly coverage_gaps: components['schemas']['PackedCoverageGaps'];
      readonly classification_overrides: readonly components['schemas']['PackedOverride'][];
      readonly default_branch_has_coverage: boolean;
      readonly flickering: readonly components['schemas']['PackedFlicker'][];
      readonly waivers: readonly components['schemas']['PackedWaiver'][];
      readonly marks: readonly components['schemas']['PackedMark'][];
      readonly marked: readonly components['schemas']['PackedMarked'][];
      readonly base: components['schemas']['PackedBase'] | null;
      readonly baselines: readonly components['schemas']['PackedScanOfTool'][];
      readonly previous: readonly components['schemas']['PackedScanOfTool'][];
      readonly charged: readonly number[];
      readonly target_scan_id: number | null;
      readonly findings: readonly components['schemas']['PackedFindings'][];
      readonly segments: readonly components['schemas']['PackedSegment'][];
    };
    readonly Login: {
      readonly email: string;
      readonly password: string;
      readonly org_id?: number | null;
      readonly tokens?: boolean;
      readonly second_factor?: components['schemas']['SecondFactor'] | null;
    };
    readonly LoosenedSetting: {
      readonly path: string;
      readonly tool: string;
      readonly key: string;
      readonly was: string | null;
      readonly is: string | null;
      readonly rules: readonly string[];
      readonly paths: readonly string[];
    };
    readonly MadeInvitation: {
      readonly id: number;
      readonly link: string;
      readonly expires_at: string;
    };
    readonly MadeRequest: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly state: 'approved' | 'declined' | 'requested' | 'withdrawn';
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly issue_id: number | null;
      readonly problem: components['schemas']['RequestedProblem'] | null;
      readonly reason: string;
      readonly repo_id: number | null;
      readonly repo_name: string | null;
      readonly pr_number: number | null;
      readonly expires_at: string | null;
      readonly created_by_user_id: number;
      readonly created_by_name: string | null;
      readonly by: components['schemas']['RequestMaker'];
      readonly created_at: string;
      readonly decided_by_user_id: number | null;
      readonly decided_by_name: string | null;
      readonly decided_at: string | null;
      readonly decline_reason: string | null;
      readonly waiver_id: number | null;
      readonly notice: string | null;
    };
    readonly MakeResetLink: {
      readonly unbind_identities?: boolean | null;
    };
    readonly Mark: {
      readonly reason: string;
      readonly marked_by: string;
      readonly marked_by_name: string | null;
      readonly marked_at: string;
    };
    readonly MarkFp: {
      readonly issue_id: number;
      readonly is_fp: boolean;
      readonly scan_id?: number;
      readonly reason?: string | null;
    };
    readonly Me: {
      readonly user: components['schemas']['User'];
      readonly org: components['schemas']['CurrentOrg'];
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER' | 'SUPER_ADMIN';
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint')[];
      /** @enum {string} */
      readonly authenticated_by:
        | 'api_key'
        | 'external_jwt'
        | 'jwt'
        | 'publisher_token'
        | 'session_cookie'
        | 'upload_token';
      readonly must_change_password: boolean;
      readonly second_factor_required: boolean;
      readonly api_key: components['schemas']['MeApiKey'] | null;
      readonly orgs: readonly components['schemas']['CurrentOrg'][];
      readonly can: components['schemas']['Rights'];
      readonly limits: components['schemas']['Limits'];
      readonly public_url: string | null;
      readonly service_version: string;
      readonly source_origins: readonly string[];
      readonly owner_names: readonly string[];
      readonly inbox: number;
    };
    readonly MeApiKey: {
      readonly id: number;
      readonly name: string;
      readonly repo_ids: readonly number[] | null;
      readonly may_write_baseline: boolean;
    };
    readonly Member: {
      readonly user_id: number;
      readonly email: string;
      readonly name: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly created_at: string;
    };
    readonly MemberList: {
      readonly members: readonly components['schemas']['Member'][];
      readonly next_cursor: string | null;
    };
    readonly MergeGroup: {
      readonly pr_numbers: readonly number[];
      readonly target_branch?: string | null;
      readonly base_sha?: string | null;
    };
    readonly NamedBase: {
      readonly scan_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly exact: boolean;
      readonly commits_behind: number | null;
      readonly via: readonly components['schemas']['PassedChange'][];
    };
    readonly NamedTool: {
      readonly tool: string;
      readonly version?: string | null;
      readonly config_digest?: string | null;
    };
    readonly NearestProblem: {
      readonly issue_id: number;
      readonly file_path: string | null;
      readonly line: number | null;
      readonly differs_in: readonly string[];
    };
    readonly NeverReached: {
      readonly ranges: readonly [number, number][];
      readonly file_path: string;
    };
    readonly NewFindings: {
      readonly scan_id: number;
      readonly total: number;
      readonly findings: readonly components['schemas']['Finding'][];
    };
    readonly NewInPr: {
      readonly critical: number;
      readonly high: number;
      readonly medium: number;
      readonly low: number;
      readonly total: number;
    };
    readonly NextAction: {
      /** @enum {string} */
      readonly kind:
        | 'cover'
        | 'fix'
        | 'fix_test'
        | 'remove_duplicate'
        | 'request_waiver'
        | 'restore_test'
        | 'send_report'
        | 'split'
        | 'unsilence';
      readonly range: [number, number] | null;
      readonly minutes: number | null;
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly file_path: string | null;
      readonly issue_id: number | null;
      readonly name: string | null;
      readonly text: string;
      readonly enough_with: number;
    };
    readonly NextActions: {
      readonly scan_id: number;
      readonly next_actions: readonly components['schemas']['NextAction'][];
      readonly next_cursor: string | null;
    };
    readonly NextPage: {
      readonly next?: string | null;
    };
    readonly NotJudgeable: {
      readonly scan_id: number;
      readonly repo: string;
      readonly pr_number: number | null;
      /** @enum {string} */
      readonly reason: 'disabled' | 'facts_unknown' | 'pending' | 'scan_failed' | 'timed_out';
    };
    readonly NumberChange: {
      readonly from: number | null;
      readonly to: number | null;
      readonly delta_pts: number | null;
    };
    readonly OldVersion: {
      readonly scan_id: number;
      readonly path: string;
    };
    readonly OpenPullRequests: {
      readonly open: number;
      readonly failed: number;
    };
    readonly Organization: {
      readonly id: number;
      readonly name: string;
      readonly slug: string;
      readonly created_at: string;
      readonly deleted_at: string | null;
      readonly waiver_max_days: number | null;
      readonly max_key_days: number | null;
      readonly require_second_factor: boolean;
      readonly coverage_gap_medium_pct: number;
      readonly coverage_gap_high_pct: number;
      readonly classification_overrides: readonly components['schemas']['ClassificationOverride'][];
      /** @enum {string} */
      readonly repo_policy: 'any' | 'ignored' | 'tighten_only';
      /** @enum {string} */
      readonly untested_files: 'count' | 'ignore' | 'warn';
      readonly tolerate_inherited: boolean;
      /** @enum {string} */
      readonly on_tool_failure: 'fail' | 'warn';
      /** @enum {string} */
      readonly on_missing_tool: 'fail' | 'warn';
      readonly reevaluate_on_change: boolean;
      readonly stale_after_days: number;
      readonly quotas: components['schemas']['Quotas'];
      readonly retention: components['schemas']['Retention'];
      readonly retention_pending: components['schemas']['RetentionPending'] | null;
      readonly verified_domains: readonly string[];
      readonly sso_groups: readonly string[];
    };
    readonly OrganizationList: {
      readonly orgs: readonly components['schemas']['OrganizationSummary'][];
      readonly next_cursor: string | null;
    };
    readonly OrganizationSummary: {
      readonly id: number;
      readonly name: string;
      readonly slug: string;
      readonly created_at: string;
      readonly deleted_at: string | null;
    };
    readonly Overview: {
      readonly org_id: number;
      readonly counts: components['schemas']['RepoCounts'];
      readonly repos: readonly components['schemas']['OverviewRepo'][];
      readonly policy_chosen: boolean;
      readonly next_cursor: string | null;
    };
    readonly OverviewPoint: {
      readonly scan_id: number;
      readonly completed_at: string;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed';
      readonly findings_total: number | null;
      readonly coverage_pct: number | null;
    };
    readonly OverviewRepo: {
      readonly id: number;
      readonly name: string;
      readonly url: string | null;
      readonly default_branch: string;
      readonly favourite: boolean;
      readonly last_scan: components['schemas']['LastScan'] | null;
      readonly pending_scan: components['schemas']['PendingScan'] | null;
      readonly scan_missing_since: string | null;
      readonly previous: components['schemas']['PreviousScan'] | null;
      readonly trend: readonly components['schemas']['OverviewPoint'][];
      readonly pull_requests: components['schemas']['OpenPullRequests'];
      readonly waivers: components['schemas']['WaiversInForce'];
    };
    readonly PackedBase: {
      /** @enum {string|null} */
      readonly rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly scan_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly exact: boolean;
      readonly commits_behind: number | null;
      readonly via: readonly components['schemas']['PassedChange'][];
      readonly target: components['schemas']['TargetBase'] | null;
      readonly duplication_pct: number | null;
      readonly duplicated_lines: number | null;
      readonly lines: components['schemas']['PackedLines'] | null;
      readonly flickering_lines: components['schemas']['PackedLines'];
      readonly rated_findings: components['schemas']['PackedRatedFindings'] | null;
      readonly reports: readonly components['schemas']['PackedReport'][];
      readonly tests: readonly components['schemas']['PackedTests'][];
    };
    readonly PackedCoverageGaps: {
      readonly medium_pct: number;
      readonly high_pct: number;
    };
    readonly PackedExtent: {
      readonly rules: readonly string[];
      /** @enum {string} */
      readonly reach: 'line' | 'next_line' | 'block' | 'file';
      readonly end_line: number | null;
    };
    readonly PackedFindings: {
      readonly scan_id: number;
      readonly tool: string;
      readonly manifest: string;
      readonly suppressed_on_base: readonly number[];
      readonly edited_marks: readonly number[];
    };
    readonly PackedFlicker: {
      readonly path: string;
      readonly shape: string;
      readonly lines: readonly number[];
    };
    readonly PackedGate: {
      readonly policy_version: string;
      readonly enabled: boolean;
      readonly block_merge_on_fail: boolean;
      readonly applies_to_new_code_only: boolean;
      readonly policy: components['schemas']['Policy'];
    };
    readonly PackedLines: {
      readonly lines_total: number;
      readonly lines_covered: number;
    };
    readonly PackedMark: {
      /** @enum {string} */
      readonly kind: 'accepted' | 'false_positive';
      readonly issue_id: number;
      readonly ends_at: string | null;
      readonly lines: readonly string[] | null;
      readonly directive: components['schemas']['PackedExtent'] | null;
      /** @enum {string|null} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
    };
    readonly PackedMarked: {
      readonly issue_id: number;
      readonly first_seen_scan_id: number;
      readonly tool: string;
      readonly features: string;
    };
    readonly PackedOverride: {
      /** @enum {string|null} */
      readonly type:
        | 'complexity'
        | 'dead_code'
        | 'duplication'
        | 'coverage_gap'
        | 'security'
        | 'bug'
        | 'code_smell'
        | null;
      /** @enum {string|null} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
      readonly tool: string;
      readonly rule: string;
    };
    readonly PackedRatedFindings: {
      readonly reliability: components['schemas']['PackedWeighing'];
      readonly maintainability: components['schemas']['PackedWeighing'];
    };
    readonly PackedReport: {
      /** @enum {string} */
      readonly state: 'failed' | 'not_run' | 'ok' | 'partial';
      readonly tool: string;
      readonly tool_version: string | null;
      readonly config_digest: string | null;
      readonly format: string;
      readonly tables_version: number;
    };
    readonly PackedScanOfTool: {
      readonly tool: string;
      readonly scan_id: number;
    };
    readonly PackedSegment: {
      readonly address: string;
      readonly content: string;
    };
    readonly PackedSwitches: {
      /** @enum {string} */
      readonly repo_policy: 'any' | 'ignored' | 'tighten_only';
      /** @enum {string} */
      readonly untested_files: 'count' | 'ignore' | 'warn';
      /** @enum {string} */
      readonly on_tool_failure: 'fail' | 'warn';
      /** @enum {string} */
      readonly on_missing_tool: 'fail' | 'warn';
      readonly tolerate_inherited: boolean;
      readonly revision: number;
    };
    readonly PackedTests: {
      readonly key: string | null;
      readonly content: string;
    };
    readonly PackedWaiver: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
    };
    readonly PackedWeighing: {
      readonly critical: number;
      readonly high: number;
    };
    readonly PageCoverage: {
      readonly coverage_pct: number | null;
      readonly file_count: number;
      readonly lines_total: number;
      readonly lines_covered: number;
      readonly changed: components['schemas']['ChangedLinesCoverage'] | null;
    };
    readonly PassedChange: {
      readonly pr_number: number;
      readonly scan_id: number | null;
    };
    readonly PassedRule: {
      readonly threshold: number | ('A' | 'B' | 'C' | 'D' | 'E');
      readonly actual: number | ('A' | 'B' | 'C' | 'D' | 'E');
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
    };
    readonly Passkey: {
      readonly id: string;
      readonly name: string;
      readonly created_at: string;
      readonly last_used_at: string | null;
    };
    readonly PasskeyList: {
      readonly passkeys: readonly components['schemas']['Passkey'][];
    };
    readonly PasskeySignIn: {
      readonly response: components['schemas']['AssertionResponse'];
      readonly id: string;
      readonly rawId: string;
      /** @enum {string} */
      readonly type: 'public-key';
      readonly org_id?: number | null;
      readonly tokens?: boolean;
    };
    readonly PasswordResetByMail: {
      readonly available: boolean;
    };
    readonly PctChange: {
      readonly from: number;
      readonly to: number;
    };
    readonly PendingScan: {
      readonly started_at: string;
      readonly scan_id: number;
    };
    readonly Ping: {
      readonly delivery_id: number;
    };
    readonly Place: {
      readonly path: string | null;
      readonly line: number | null;
      readonly message: string | null;
    };
    readonly Policy: {
      /** @enum {string} */
      readonly new_coverage_on?: 'all' | 'changes';
      readonly new_critical_max: number | null;
      readonly new_high_max: number | null;
      readonly duplication_pct_max: number | null;
      readonly complexity_new_max: number | null;
      /** @enum {string|null} */
      readonly rating_min: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly new_coverage_min: number | null;
      readonly new_medium_max?: number;
      readonly new_total_max?: number;
      readonly new_security_max?: number;
      readonly new_duplication_pct_max?: number;
      readonly overall_coverage_min?: number;
      readonly coverage_drop_max?: number;
      readonly tests_failed_max?: number;
      readonly tests_total_drop_max?: number;
      readonly new_errors_max?: number;
      /** @enum {string} */
      readonly change_rating_min?: 'A' | 'B' | 'C' | 'D' | 'E';
      readonly new_suppressions_max?: number;
      readonly new_unexplained_suppressions_max?: number;
      readonly new_hidden_high_max?: number;
      readonly loosened_settings_max?: number;
      readonly newly_skipped_tests_max?: number;
      readonly new_branch_coverage_min?: number;
      readonly new_uncovered_max?: number;
      readonly untested_files_max?: number;
    };
    readonly PolicyChange: {
      readonly from: (number | ('A' | 'B' | 'C' | 'D' | 'E') | ('changes' | 'all')) | null;
      readonly to: (number | ('A' | 'B' | 'C' | 'D' | 'E') | ('changes' | 'all')) | null;
      readonly rule: string;
    };
    readonly PolicyDraft: {
      /** @enum {string|null} */
      readonly new_coverage_on?: 'all' | 'changes' | null;
      readonly new_critical_max?: number | null;
      readonly new_high_max?: number | null;
      readonly duplication_pct_max?: number | null;
      readonly complexity_new_max?: number | null;
      /** @enum {string|null} */
      readonly rating_min?: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly new_coverage_min?: number | null;
      readonly new_medium_max?: number | null;
      readonly new_total_max?: number | null;
      readonly new_security_max?: number | null;
      readonly new_duplication_pct_max?: number | null;
      readonly overall_coverage_min?: number | null;
      readonly coverage_drop_max?: number | null;
      readonly tests_failed_max?: number | null;
      readonly tests_total_drop_max?: number | null;
      readonly new_errors_max?: number | null;
      /** @enum {string|null} */
      readonly change_rating_min?: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly new_suppressions_max?: number | null;
      readonly new_unexplained_suppressions_max?: number | null;
      readonly new_hidden_high_max?: number | null;
      readonly loosened_settings_max?: number | null;
      readonly newly_skipped_tests_max?: number | null;
      readonly new_branch_coverage_min?: number | null;
      readonly new_uncovered_max?: number | null;
      readonly untested_files_max?: number | null;
    };
    readonly PolicyFile: {
      /** @enum {string} */
      readonly mode: 'any' | 'ignored' | 'tighten_only';
      readonly applied: readonly (
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
      )[];
      readonly ignored: readonly components['schemas']['IgnoredPolicyKey'][];
    };
    readonly Preset: {
      /** @enum {string} */
      readonly name: 'clean_changes' | 'specified' | 'strict';
      readonly title: string;
      readonly recommended: boolean;
      readonly policy: components['schemas']['Policy'];
      readonly rules: readonly components['schemas']['PresetRule'][];
    };
    readonly PresetRule: {
      readonly threshold: number | ('A' | 'B' | 'C' | 'D' | 'E');
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly sentence: string;
    };
    readonly Presets: {
      /** @enum {string|null} */
      readonly chosen: 'clean_changes' | 'own' | 'specified' | 'strict' | null;
      readonly presets: readonly components['schemas']['Preset'][];
    };
    readonly Preview: {
      readonly next_actions_total: {
        readonly [key: string]: number;
      };
      readonly policy: components['schemas']['Policy'];
      readonly draft: boolean;
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      readonly summary: string;
      readonly violations: readonly components['schemas']['Violation'][];
      readonly tolerated_violations: readonly components['schemas']['ToleratedViolation'][];
      readonly waived_violations: readonly components['schemas']['WaivedViolation'][];
      readonly skipped_rules: readonly components['schemas']['SkippedRule'][];
      readonly passed_rules: readonly components['schemas']['PassedRule'][];
      readonly default_branch: string;
      readonly scanned_branch: string;
      readonly is_baseline_scan: boolean;
      readonly new_in_pr: components['schemas']['NewInPr'];
      /** @enum {string|null} */
      readonly basis: 'all_lines' | 'changed_lines' | null;
      /** @enum {string|null} */
      readonly conclusion: 'failure' | 'neutral' | 'success' | null;
      readonly tracking: string | null;
      readonly next_actions: readonly components['schemas']['NextAction'][];
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly policy_file: components['schemas']['PolicyFile'] | null;
      readonly base: components['schemas']['Base'] | null;
      readonly uncovered: readonly components['schemas']['UncoveredFile'][] | null;
      readonly untested_files: readonly components['schemas']['UntestedFile'][] | null;
      readonly changes: components['schemas']['Changes'] | null;
      readonly unmatched_paths: components['schemas']['UnmatchedReportPaths'] | null;
      readonly flickering_lines: number;
      readonly reports: readonly components['schemas']['ToolReport'][] | null;
      readonly missing_tools: readonly string[] | null;
      readonly tests: components['schemas']['TestTotals'] | null;
      readonly suppressions: components['schemas']['Suppressions'] | null;
      readonly loosened: readonly components['schemas']['LoosenedSetting'][] | null;
      readonly assertions: readonly components['schemas']['FallenAssertions'][] | null;
      readonly moved_lines: number | null;
      readonly policy_version: string | null;
      readonly repo_policy_version: string | null;
      readonly evaluated_at: string | null;
    };
    readonly PreviousScan: {
      readonly coverage_pct: number | null;
      readonly coverage_delta_pts: number | null;
      readonly duplication_pct: number | null;
      readonly scan_id: number;
      readonly findings_total: number | null;
      readonly findings_delta: number | null;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
    };
    readonly Problem: {
      readonly type: string;
      readonly title: string;
      readonly status: number;
      readonly detail: string;
      readonly instance: string;
      /** @enum {string} */
      readonly code:
        | 'validation_failed'
        | 'unknown_parameter'
        | 'unknown_field'
        | 'invalid_id'
        | 'malformed_json'
        | 'unsupported_content_type'
        | 'body_too_large'
        | 'invalid_upload'
        | 'unreadable_report'
        | 'unknown_format'
        | 'format_mismatch'
        | 'last_owner'
        | 'last_super_admin'
        | 'forge_project_not_found'
        | 'address_not_allowed'
        | 'secret_required'
        | 'not_markable'
        | 'agent_scope'
        | 'bad_request'
        | 'unauthenticated'
        | 'invalid_credentials'
        | 'invalid_second_factor'
        | 'invalid_passkey'
        | 'invalid_refresh_token'
        | 'forbidden'
        | 'role_required'
        | 'scope_required'
        | 'not_of_this_pipeline'
        | 'foreign_origin'
        | 'password_change_required'
        | 'second_person_required'
        | 'foreign_organization'
        | 'second_factor_required'
        | 'sso_required'
        | 'route_not_found'
        | 'not_found'
        | 'already_exists'
        | 'idempotency_key_reused'
        | 'revision_conflict'
        | 'scan_pending'
        | 'scan_completed'
        | 'not_reusable'
        | 'excerpts_off'
        | 'scan_failed'
        | 'scan_in_use'
        | 'too_many_findings'
        | 'already_decided'
        | 'waiver_ended'
        | 'key_ended'
        | 'secret_overlap'
        | 'count_changed'
        | 'nothing_to_undo'
        | 'owner_required'
        | 'last_sign_in'
        | 'quota_exceeded'
        | 'details_expired'
        | 'invitation_limit'
        | 'rate_limited'
        | 'internal_error'
        | 'version_too_old'
        | 'unavailable';
      readonly request_id: string;
      readonly errors?: readonly {
        readonly field: string;
        readonly message: string;
      }[];
      readonly total?: number;
      readonly count?: number;
      readonly expired_at?: string;
      readonly methods?: readonly string[];
    };
    readonly PublisherToken: {
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans')[];
      readonly access_token: string;
      readonly expires_in: number;
      readonly repo_id: number | null;
      readonly restrictions: components['schemas']['Restrictions'];
    };
    readonly PullRequest: {
      readonly pr_number: number;
      readonly title: string | null;
      readonly author: string | null;
      readonly url: string | null;
      readonly branch: string;
      readonly base_branch: string | null;
      /** @enum {string} */
      readonly state: 'closed' | 'open';
      readonly merged: boolean | null;
      readonly closed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      readonly stale: boolean;
      readonly last_scan: components['schemas']['PullRequestScan'];
      readonly new_in_pr: components['schemas']['NewInPr'] | null;
      readonly fixed: number | null;
      readonly base_scan_id: number | null;
      readonly patch_coverage_pct: number | null;
      readonly scan_count: number;
    };
    readonly PullRequestList: {
      readonly repo: components['schemas']['Repo'];
      readonly pull_requests: readonly components['schemas']['PullRequest'][];
      readonly next_cursor: string | null;
    };
    readonly PullRequestPage: {
      readonly pr_number: number;
      readonly title: string | null;
      readonly author: string | null;
      readonly url: string | null;
      readonly branch: string;
      readonly base_branch: string | null;
      /** @enum {string} */
      readonly state: 'closed' | 'open';
      readonly merged: boolean | null;
      readonly closed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      readonly stale: boolean;
      readonly last_scan: components['schemas']['PullRequestScan'];
      readonly new_in_pr: components['schemas']['NewInPr'] | null;
      readonly fixed: number | null;
      readonly base_scan_id: number | null;
      readonly patch_coverage_pct: number | null;
      readonly scan_count: number;
      readonly repo: components['schemas']['Repo'];
      readonly verdict: components['schemas']['GateStatus'];
      readonly changes: components['schemas']['ScanChanges'] | null;
      readonly rating_held_by: readonly components['schemas']['HeldPart'][];
      readonly new_findings: components['schemas']['NewFindings'] | null;
      readonly scans: readonly components['schemas']['PullRequestPush'][];
      readonly uncovered_added: readonly components['schemas']['NeverReached'][] | null;
      readonly waivers: readonly components['schemas']['WaiverInForce'][];
      readonly links: components['schemas']['ForgeLinks'] | null;
      readonly stack: readonly components['schemas']['StackedPullRequest'][];
      readonly policy_chosen: boolean;
      readonly can: components['schemas']['Rights'];
    };
    readonly PullRequestPush: {
      readonly started_at: string;
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly completed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      readonly new: number | null;
      readonly fixed: number | null;
      readonly base_scan_id: number | null;
      readonly appeared: number | null;
      readonly disappeared: number | null;
    };
    readonly PullRequestRepo: {
      readonly id: number;
      readonly name: string;
    };
    readonly PullRequestScan: {
      readonly started_at: string;
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly completed_at: string | null;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed' | 'pending' | 'timed_out';
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly failing_rules: readonly string[];
      readonly tech_debt_minutes: number | null;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly findings_total: number | null;
      readonly coverage_pct: number | null;
      readonly duplication_pct: number | null;
    };
    readonly Queued: {
      readonly queued: number;
    };
    readonly Quota: {
      readonly limit: number;
      readonly used: number;
    };
    readonly Quotas: {
      readonly repositories: components['schemas']['Quota'];
      readonly api_keys: components['schemas']['Quota'];
      readonly webhooks: components['schemas']['Quota'];
      readonly scans_per_day: components['schemas']['Quota'];
      readonly stored_bytes: components['schemas']['Quota'];
      readonly concurrent_uploads: components['schemas']['Quota'];
      readonly invitations_per_day: components['schemas']['Quota'];
    };
    readonly RatedBy: {
      readonly reliability: readonly string[];
      readonly maintainability: readonly string[];
      readonly coverage: readonly string[];
      readonly duplication: readonly string[];
    };
    readonly RatingChange: {
      /** @enum {string|null} */
      readonly from: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly to: 'A' | 'B' | 'C' | 'D' | 'E' | null;
    };
    readonly RatingHolder: {
      readonly text: string;
      readonly issue_id: number | null;
      /** @enum {string|null} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
      readonly rule_id: string | null;
      readonly file_path: string | null;
      readonly line: number | null;
    };
    readonly RatingHolders: {
      readonly reliability: components['schemas']['RatingHolder'] | null;
      readonly maintainability: components['schemas']['RatingHolder'] | null;
      readonly coverage: components['schemas']['RatingHolder'] | null;
      readonly duplication: components['schemas']['RatingHolder'] | null;
    };
    readonly Ratings: {
      readonly tool_versions: {
        readonly [key: string]: string;
      };
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly maintainability_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly reliability_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly coverage_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      /** @enum {string|null} */
      readonly duplication_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly tech_debt_minutes: number | null;
      readonly parse_coverage_pct: number | null;
      readonly files_parsed: number | null;
      readonly files_skipped: number | null;
      readonly rated_by: components['schemas']['RatedBy'] | null;
    };
    readonly Readiness: {
      /** @enum {string} */
      readonly status: 'ok';
      readonly checks: components['schemas']['ReadinessChecks'];
    };
    readonly ReadinessChecks: {
      /** @enum {string} */
      readonly database: 'up';
      /** @enum {string} */
      readonly migrations: 'up';
    };
    readonly ReceivedReport: {
      /** @enum {string} */
      readonly kind: 'coverage' | 'findings' | 'tests';
      readonly tool: string | null;
      readonly tool_version: string | null;
      /** @enum {string} */
      readonly format:
        | 'checkstyle'
        | 'clover'
        | 'cobertura'
        | 'coveragepy'
        | 'cpd'
        | 'cppcheck'
        | 'detect-secrets'
        | 'eslint'
        | 'gitlab'
        | 'gitlab-security'
        | 'gitleaks'
        | 'go'
        | 'istanbul'
        | 'jacoco'
        | 'jscpd'
        | 'junit'
        | 'lcov'
        | 'lines'
        | 'lizard'
        | 'llvm'
        | 'markdownlint'
        | 'opencover'
        | 'phpcs'
        | 'pmd'
        | 'pylint'
        | 'rdjson'
        | 'rdjsonl'
        | 'ruff'
        | 'sarif'
        | 'simplecov'
        | 'sonarqube'
        | 'spotbugs'
        | 'stylelint'
        | 'suppressions'
        | 'trufflehog';
      readonly records: number;
      readonly rejected: number | null;
      readonly upload_key: string | null;
      /** @enum {string} */
      readonly state: 'failed' | 'not_run' | 'ok' | 'partial';
      readonly uploaded_at: string;
    };
    readonly Recomputed: {
      readonly next_actions_total: {
        readonly [key: string]: number;
      };
      readonly stale: boolean;
      /** @enum {string|null} */
      readonly stale_reason: 'retargeted' | 'stack_changed' | 'terms_changed' | null;
      readonly policy: components['schemas']['Policy'];
      readonly evaluation: number | null;
      readonly considered: components['schemas']['Considered'];
      readonly scan_id: number;
      /** @enum {string|null} */
      readonly status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly reason: 'disabled' | 'missing_tool' | 'no_policy' | 'scan_error' | 'timed_out' | 'tool_failed' | null;
      readonly summary: string;
      readonly violations: readonly components['schemas']['Violation'][];
      readonly tolerated_violations: readonly components['schemas']['ToleratedViolation'][];
      readonly waived_violations: readonly components['schemas']['WaivedViolation'][];
      readonly skipped_rules: readonly components['schemas']['SkippedRule'][];
      readonly passed_rules: readonly components['schemas']['PassedRule'][];
      readonly default_branch: string;
      readonly scanned_branch: string;
      readonly is_baseline_scan: boolean;
      readonly new_in_pr: components['schemas']['NewInPr'];
      /** @enum {string|null} */
      readonly basis: 'all_lines' | 'changed_lines' | null;
      /** @enum {string|null} */
      readonly conclusion: 'failure' | 'neutral' | 'success' | null;
      readonly tracking: string | null;
      readonly next_actions: readonly components['schemas']['NextAction'][];
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly policy_file: components['schemas']['PolicyFile'] | null;
      readonly base: components['schemas']['Base'] | null;
      readonly uncovered: readonly components['schemas']['UncoveredFile'][] | null;
      readonly untested_files: readonly components['schemas']['UntestedFile'][] | null;
      readonly changes: components['schemas']['Changes'] | null;
      readonly unmatched_paths: components['schemas']['UnmatchedReportPaths'] | null;
      readonly flickering_lines: number;
      readonly reports: readonly components['schemas']['ToolReport'][] | null;
      readonly missing_tools: readonly string[] | null;
      readonly tests: components['schemas']['TestTotals'] | null;
      readonly suppressions: components['schemas']['Suppressions'] | null;
      readonly loosened: readonly components['schemas']['LoosenedSetting'][] | null;
      readonly assertions: readonly components['schemas']['FallenAssertions'][] | null;
      readonly moved_lines: number | null;
      readonly policy_version: string | null;
      readonly repo_policy_version: string | null;
      readonly evaluated_at: string | null;
    };
    readonly RecoveryCodes: {
      readonly recovery_codes: readonly string[];
    };
    readonly RedeemFirstKey: {
      readonly secret: string;
    };
    readonly Redeliver: {
      readonly from: string;
      readonly to?: string;
      readonly states?: [
        'cancelled' | 'delivered' | 'failed' | 'pending',
        ...('cancelled' | 'delivered' | 'failed' | 'pending')[],
      ];
    };
    readonly Refresh: {
      readonly refresh_token: string;
    };
    readonly RefusedIssue: {
      readonly issue_id: number;
      /** @enum {string} */
      readonly code: 'not_found' | 'not_markable';
    };
    readonly RefusedSource: {
      readonly path: string;
      /** @enum {string} */
      readonly code: 'invalid_path' | 'invalid_ranges' | 'not_text' | 'too_large' | 'whole_file';
    };
    readonly RegisterPasskey: {
      readonly name?: string | null;
      readonly response: components['schemas']['AttestationResponse'];
      readonly id: string;
      readonly rawId: string;
      /** @enum {string} */
      readonly type: 'public-key';
    };
    readonly RegisteredPasskey: {
      readonly id: string;
      readonly name: string;
      readonly created_at: string;
      readonly last_used_at: string | null;
      readonly recovery_codes: readonly string[] | null;
    };
    readonly RejectedResult: {
      readonly index: number;
      readonly reason: string;
    };
    readonly RelatedPlace: {
      readonly file_path: string;
      readonly line: number;
      readonly end_line: number;
    };
    readonly RemoveTotp: {
      readonly code: string;
    };
    readonly RemovedLines: {
      readonly after: number;
      readonly from: number;
      readonly to: number;
    };
    readonly Repo: {
      readonly id: number;
      readonly name: string;
      readonly aliases: readonly string[];
      readonly default_branch: string;
      readonly baseline_branches: readonly string[];
      readonly url: string | null;
      readonly forge: components['schemas']['Forge'];
      readonly links: components['schemas']['ForgeLinks'] | null;
      /** @enum {string} */
      readonly source_excerpts: 'files' | 'findings' | 'none';
      readonly suppression_reasons: boolean;
      readonly created_at: string;
    };
    readonly RepoBaseline: {
      readonly repo: components['schemas']['BaselineRepo'];
      readonly branch: string;
      readonly tools: readonly components['schemas']['ToolBaseline'][];
      readonly generation: number;
      /** @enum {string|null} */
      readonly can_undo_until: 'next_scan' | null;
      readonly cleared: components['schemas']['ClearedBaseline'] | null;
      readonly can: components['schemas']['Rights'];
    };
    readonly RepoCounts: {
      readonly repos: number;
      readonly failed: number;
      readonly degrading: number;
      readonly clear: number;
      readonly not_judged: number;
      readonly pending: number;
      readonly never_scanned: number;
    };
    readonly RepoForge: {
      /** @enum {string|null} */
      readonly problem:
        | 'address_not_allowed'
        | 'credentials'
        | 'fork_permission'
        | 'head_moved'
        | 'locked'
        | 'not_found'
        | 'permission'
        | 'pr_closed'
        | 'rate_limited'
        | 'server'
        | 'timeout'
        | null;
      readonly forge_id: number | null;
      readonly project: string | null;
      readonly project_id: string | null;
      readonly context: string | null;
      readonly report: components['schemas']['ForgeReport'] | null;
      readonly guessed: boolean;
    };
    readonly RepoList: {
      readonly repos: readonly components['schemas']['Repo'][];
      readonly next_cursor: string | null;
    };
    readonly RepositoryPage: {
      readonly repo: components['schemas']['Repo'];
      readonly branch: string;
      readonly scan: components['schemas']['Scan'] | null;
      readonly verdict: components['schemas']['GateStatus'] | null;
      readonly ratings: components['schemas']['Ratings'] | null;
      readonly tech_debt: components['schemas']['TechDebt'] | null;
      readonly coverage: components['schemas']['PageCoverage'] | null;
      readonly counters: components['schemas']['ScanCounters'] | null;
      readonly previous: components['schemas']['PreviousScan'] | null;
      readonly changes: components['schemas']['ScanChanges'] | null;
      readonly pending_scan: components['schemas']['PendingScan'] | null;
      readonly trend: readonly components['schemas']['TrendPoint'][];
      readonly pull_requests: readonly components['schemas']['PullRequest'][];
      readonly waivers_in_force: readonly components['schemas']['WaiverInForce'][];
      readonly baseline: components['schemas']['BaselineSummary'] | null;
      readonly can: components['schemas']['Rights'];
    };
    readonly RepositoryTrend: {
      /** @enum {string} */
      readonly measure:
        | 'coverage_pct'
        | 'critical'
        | 'findings'
        | 'high'
        | 'info'
        | 'low'
        | 'medium'
        | 'uncovered_lines';
      /** @enum {string} */
      readonly group_by: 'folder' | 'none' | 'owner' | 'rule';
      readonly points: readonly components['schemas']['RepositoryTrendPoint'][];
      readonly series: readonly components['schemas']['RepositoryTrendSeries'][];
    };
    readonly RepositoryTrendPoint: {
      readonly scan_id: number;
      readonly at: string;
    };
    readonly RepositoryTrendSeries: {
      readonly values: readonly (number | null)[];
      readonly key: string;
    };
    readonly RequestMaker: {
      /** @enum {string} */
      readonly type: 'api_key' | 'trusted_publisher' | 'user';
      readonly id: number;
      readonly name: string | null;
      /** @enum {string|null} */
      readonly kind: 'agent' | null;
    };
    readonly RequestedProblem: {
      readonly scan_id: number;
      readonly tool: string;
      readonly rule_id: string;
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly message: string;
      readonly file_path: string | null;
      readonly line: number | null;
    };
    readonly ResetLink: {
      readonly link: string;
      readonly expires_at: string;
    };
    readonly ResetPassword: {
      readonly token: string;
      readonly password: string;
    };
    readonly ResetToken: {
      readonly token: string;
    };
    readonly ResetTokenState: {
      readonly expires_at: string;
      readonly second_factors: readonly components['schemas']['SecondFactorAtReset'][];
    };
    readonly Restrictions: {
      readonly baseline: boolean;
      readonly untrusted: boolean;
    };
    readonly Retention: {
      readonly change_details_days: number;
      readonly branch_scans: number;
      readonly branch_daily_days: number;
    };
    readonly RetentionForecast: {
      readonly retention: components['schemas']['RetentionPeriods'];
      readonly limits: components['schemas']['RetentionPeriods'];
      readonly retention_pending: components['schemas']['RetentionPending'] | null;
      readonly delay_hours: number;
      readonly next_run_at: string;
      readonly scans_with_details: number;
      readonly scans_to_expire: number;
      readonly repos_to_expire: number;
      readonly oldest: string | null;
      readonly repos: readonly components['schemas']['RetentionRepo'][];
    };
    readonly RetentionPending: {
      readonly retention: components['schemas']['Retention'];
      readonly effective_at: string;
      readonly scans: number;
      readonly repositories: number;
      readonly oldest: string | null;
    };
    readonly RetentionPeriods: {
      readonly change_details_days: number;
      readonly branch_scans: number;
      readonly branch_daily_days: number;
    };
    readonly RetentionRepo: {
      readonly repo_id: number;
      readonly name: string;
      readonly scans_with_details: number;
      readonly scans_to_expire: number;
    };
    readonly ReusableScan: {
      readonly scan_id: number;
    };
    readonly RevokedApiKey: {
      readonly id: number;
      readonly revoked: boolean;
      readonly revoked_at: string;
    };
    readonly RevokedSession: {
      readonly id: string;
      readonly revoked: boolean;
      readonly revoked_at: string;
    };
    readonly RevokedSessions: {
      readonly user_id: number;
      readonly revoked_sessions: number;
    };
    readonly Rights: {
      readonly mark_fp: boolean;
      readonly waive: boolean;
      readonly request_waiver: boolean;
      readonly approve_waiver: boolean;
      readonly rebuild_baseline: boolean;
      readonly recompute: boolean;
      readonly edit_policy: boolean;
      readonly edit_repo: boolean;
      readonly manage_members: boolean;
      readonly manage_keys: boolean;
      readonly read_audit: boolean;
    };
    readonly RotateApiKey: {
      readonly overlap_hours?: number;
    };
    readonly RotateSecret: {
      readonly overlap_hours?: number;
    };
    readonly RotatedApiKey: {
      readonly id: number;
      readonly name: string;
      readonly prefix: string;
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans' | 'admin' | 'mint')[];
      readonly repo_ids: readonly number[] | null;
      readonly may_write_baseline: boolean;
      /** @enum {string|null} */
      readonly kind: 'agent' | null;
      readonly created_by_user_id: number;
      readonly minted_by: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
      readonly last_used_at: string | null;
      readonly last_used_from: string | null;
      readonly use_count: number;
      readonly previous_expires_at: string | null;
      readonly revoked_at: string | null;
      readonly expired: boolean;
      readonly revoked: boolean;
      readonly key: string;
    };
    readonly RotatedSecret: {
      readonly secret: string;
      readonly previous_expires_at: string | null;
    };
    readonly Rule: {
      readonly name: string | null;
      readonly help: string | null;
      readonly help_uri: string | null;
      readonly cwe: readonly number[];
      readonly owasp: readonly string[];
    };
    readonly RuleChange: {
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      /** @enum {string|null} */
      readonly from: 'passed' | 'skipped' | 'tolerated' | 'violated' | 'waived' | null;
      /** @enum {string|null} */
      readonly to: 'passed' | 'skipped' | 'tolerated' | 'violated' | 'waived' | null;
    };
    readonly Scan: {
      readonly id: number;
      readonly scan_id: number;
      readonly repo_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
      readonly pr_number: number | null;
      readonly base_branch: string | null;
      readonly base_sha: string | null;
      readonly merge_group: components['schemas']['ScannedGroup'] | null;
      readonly tree_sha: string | null;
      readonly reused_scan_id: number | null;
      readonly default_branch: string;
      readonly is_baseline_scan: boolean;
      readonly is_untrusted: boolean;
      /** @enum {string} */
      readonly status: 'completed' | 'failed' | 'pending';
      /** @enum {string|null} */
      readonly gate_status: 'failed' | 'not_configured' | 'passed' | null;
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly reason: string | null;
      readonly expected_uploads: number | null;
      readonly expected_reports: readonly string[];
      readonly uploads_received: number;
      readonly warnings: readonly components['schemas']['Warning'][];
      readonly fixed: number | null;
      readonly created_at: string;
      readonly deadline_at: string;
      readonly completed_at: string | null;
      readonly details_expired_at: string | null;
      readonly dashboard_url: string | null;
    };
    readonly ScanChanges: {
      readonly previous_scan_id: number;
      readonly new_findings: number | null;
      readonly fixed: number | null;
      readonly marked: number;
      readonly coverage_pct: components['schemas']['NumberChange'];
      readonly duplication_pct: components['schemas']['NumberChange'];
      readonly quality_rating: components['schemas']['RatingChange'];
      readonly rules: readonly components['schemas']['RuleChange'][];
      readonly policy_changed: boolean;
    };
    readonly ScanCounters: {
      readonly all: components['schemas']['FindingCounts'];
      readonly new: components['schemas']['FindingCounts'];
      readonly accepted: components['schemas']['FindingCounts'];
    };
    readonly ScanList: {
      readonly scans: readonly components['schemas']['Scan'][];
      readonly next_cursor: string | null;
    };
    readonly ScanMetrics: {
      readonly duplication_pct?: number | null;
      readonly duplicated_lines?: number | null;
      readonly files_parsed?: number | null;
      readonly files_skipped?: number | null;
      readonly lines_of_code?: number | null;
      readonly tool_versions?: {
        readonly [key: string]: string;
      } | null;
      readonly tools?: readonly components['schemas']['NamedTool'][] | null;
    };
    readonly ScanSummary: {
      readonly scan: components['schemas']['Scan'];
      readonly repo: components['schemas']['Repo'];
      readonly verdict: components['schemas']['GateStatus'];
      readonly ratings: components['schemas']['Ratings'];
      readonly tech_debt: components['schemas']['TechDebt'];
      readonly coverage: components['schemas']['PageCoverage'];
      readonly counters: components['schemas']['ScanCounters'] | null;
      readonly previous: components['schemas']['PreviousScan'] | null;
      readonly changes: components['schemas']['ScanChanges'] | null;
      readonly reports: readonly components['schemas']['ReceivedReport'][];
      readonly evaluations: readonly components['schemas']['Evaluation'][];
      readonly links: components['schemas']['ForgeLinks'] | null;
      readonly can: components['schemas']['Rights'];
    };
    readonly ScannedGroup: {
      readonly pr_numbers: readonly number[];
      readonly target_branch: string;
      readonly base_sha: string | null;
    };
    readonly SearchResult: {
      /** @enum {string} */
      readonly kind: 'file' | 'pull_request' | 'repository' | 'rule';
      readonly title: string;
      readonly detail: string;
      readonly path: string;
    };
    readonly SearchResults: {
      readonly results: readonly components['schemas']['SearchResult'][];
    };
    readonly SecondFactor: {
      readonly totp?: string | null;
      readonly recovery_code?: string | null;
      readonly passkey?: components['schemas']['Assertion'] | null;
    };
    readonly SecondFactorAtReset: {
      /** @enum {string} */
      readonly type: 'passkey' | 'totp';
      readonly name: string | null;
      readonly set_up_at: string;
      readonly ends: boolean;
    };
    readonly SecondFactorState: {
      readonly totp: boolean;
      readonly passkeys: number;
      readonly recovery_codes: number;
      readonly proven: boolean;
      readonly fresh: boolean;
    };
    readonly Session: {
      readonly id: string;
      readonly org_id: number;
      readonly issuer: string | null;
      readonly address: string | null;
      readonly user_agent: string | null;
      readonly created_at: string;
      readonly expires_at: string;
      readonly is_current: boolean;
    };
    readonly SessionList: {
      readonly sessions: readonly components['schemas']['Session'][];
    };
    readonly SetForge: {
      /** @enum {string} */
      readonly kind: 'azure' | 'bitbucket' | 'gitea' | 'github' | 'gitlab' | 'none';
      readonly web_url?: string | null;
    };
    readonly SetRepoForge: {
      readonly forge_id: number;
      readonly project: string;
      readonly context?: string | null;
      readonly report?: components['schemas']['ForgeReportOptions'];
    };
    readonly SeverityCounts: {
      readonly critical: number;
      readonly high: number;
      readonly medium: number;
      readonly low: number;
      readonly info: number;
    };
    readonly ShownCredentials: {
      /** @enum {string} */
      readonly type: 'app' | 'basic' | 'oauth_client' | 'token';
      readonly hint: string;
      readonly set_at: string;
      readonly expires_at: string | null;
    };
    readonly ShownReport: {
      /** @enum {string} */
      readonly surface: 'check' | 'comment' | 'status';
      /** @enum {string} */
      readonly state: 'failed' | 'shown' | 'skipped' | 'superseded' | 'waiting';
      /** @enum {string|null} */
      readonly error:
        | 'address_not_allowed'
        | 'credentials'
        | 'fork_permission'
        | 'head_moved'
        | 'locked'
        | 'not_found'
        | 'permission'
        | 'pr_closed'
        | 'rate_limited'
        | 'server'
        | 'timeout'
        | null;
      readonly commit_sha: string | null;
      readonly shown: number | null;
      readonly wanted: number | null;
      readonly attempts: number;
      readonly next_attempt_at: string | null;
      readonly url: string | null;
    };
    readonly ShownReportList: {
      readonly reports: readonly components['schemas']['ShownReport'][];
    };
    readonly Sighting: {
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly branch: string | null;
      readonly pr_number: number | null;
      readonly at: string | null;
    };
    readonly SignInProvider: {
      readonly host: string | null;
    };
    readonly SignedIn: {
      readonly user: components['schemas']['User'];
      readonly org: components['schemas']['CurrentOrg'];
      readonly must_change_password: boolean;
    };
    readonly Silenced: {
      readonly rules: readonly string[];
      /** @enum {string} */
      readonly worst_severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly count: number;
    };
    readonly Simulate: {
      readonly repo_ids?: readonly number[];
      /** @enum {string} */
      readonly kind?: 'all' | 'default' | 'pr';
      readonly limit?: number;
      readonly policy?: components['schemas']['PolicyDraft'];
      readonly switches?: components['schemas']['SimulatedSwitches'];
    };
    readonly SimulatedBase: {
      readonly duplication_pct: number | null;
      /** @enum {string|null} */
      readonly rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly all_lines: components['schemas']['SimulatedLines'] | null;
      readonly steady_lines?: components['schemas']['SimulatedLines'] | null;
      readonly has_tests?: boolean;
      readonly has_suppressions?: boolean;
      readonly duplicated_lines?: number | null;
      readonly rated_findings?: components['schemas']['SimulatedRatedFindings'] | null;
    };
    readonly SimulatedBranches: {
      readonly branches_covered: number;
      readonly branches_total: number;
    };
    readonly SimulatedCounters: {
      readonly all: readonly (readonly number[])[];
      readonly new: readonly (readonly number[])[];
    };
    readonly SimulatedCoverage: {
      readonly all_lines: components['schemas']['SimulatedLines'] | null;
      readonly steady_lines?: components['schemas']['SimulatedLines'] | null;
      readonly changed_lines: components['schemas']['SimulatedLines'] | null;
      readonly added_branches?: components['schemas']['SimulatedBranches'] | null;
      readonly untested_files?: number | null;
      readonly has_unmatched_change: boolean;
      readonly default_branch_has_coverage: boolean;
    };
    readonly SimulatedDuplication: {
      readonly duplicated: number;
      readonly added: number;
    };
    readonly SimulatedErrors: {
      readonly all: number | null;
      readonly new: number | null;
    };
    readonly SimulatedLines: {
      readonly lines_covered: number;
      readonly lines_total: number;
    };
    readonly SimulatedRatedFindings: {
      readonly reliability: components['schemas']['WeighingFindings'];
      readonly maintainability: components['schemas']['WeighingFindings'];
    };
    readonly SimulatedRepository: {
      readonly repo_id: number;
      readonly rules: components['schemas']['PolicyDraft'];
      readonly enabled: boolean | null;
      readonly block_merge_on_fail: boolean | null;
      readonly applies_to_new_code_only: boolean | null;
    };
    readonly SimulatedScan: {
      readonly scan_id: number;
      readonly repo_id: number;
      readonly repo: string;
      readonly branch: string;
      readonly pr_number: number | null;
      /** @enum {string|null} */
      readonly stored_status: 'failed' | 'not_configured' | 'passed' | null;
      readonly failing_rules: readonly string[];
      readonly facts: components['schemas']['SimulationFacts'] | null;
      /** @enum {string|null} */
      readonly not_judgeable: 'disabled' | 'facts_unknown' | 'pending' | 'scan_failed' | 'timed_out' | null;
      readonly waivers: readonly components['schemas']['SimulatedWaiver'][];
    };
    readonly SimulatedSuppressions: {
      readonly added: number;
      readonly unexplained: number;
      readonly hidden_high: number;
    };
    readonly SimulatedSwitches: {
      readonly enabled?: boolean;
      readonly block_merge_on_fail?: boolean;
      readonly applies_to_new_code_only?: boolean;
    };
    readonly SimulatedTests: {
      readonly failed: number;
      readonly missing: number;
      readonly newly_skipped?: number;
    };
    readonly SimulatedWaiver: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_at: string;
    };
    readonly Simulation: {
      readonly scans: number;
      readonly unchanged: number;
      readonly to_failed: readonly components['schemas']['Flip'][];
      readonly to_passed: readonly components['schemas']['Flip'][];
      readonly not_judgeable: readonly components['schemas']['NotJudgeable'][];
    };
    readonly SimulationFacts: {
      readonly duplication_pct: number | null;
      readonly is_baseline_scan: boolean;
      readonly has_findings_report: boolean;
      readonly tool_errors?: components['schemas']['SimulatedErrors'];
      readonly counters: components['schemas']['SimulatedCounters'];
      readonly duplicated_lines?: number | null;
      readonly new_duplication: components['schemas']['SimulatedDuplication'] | null;
      /** @enum {string|null} */
      readonly rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly coverage: components['schemas']['SimulatedCoverage'];
      readonly tests?: components['schemas']['SimulatedTests'] | null;
      readonly suppressions?: components['schemas']['SimulatedSuppressions'] | null;
      readonly loosened?: number | null;
      readonly base: components['schemas']['SimulatedBase'] | null;
      readonly failed_tools: readonly string[];
      readonly missing_tools: readonly string[];
      readonly owed_reports?: readonly string[];
      readonly file_rules: components['schemas']['PolicyDraft'] | null;
    };
    readonly SimulationInputs: {
      readonly scans: readonly components['schemas']['SimulatedScan'][];
      readonly repositories: readonly components['schemas']['SimulatedRepository'][];
      readonly switches: components['schemas']['SimulationSwitches'];
      readonly revisions?: components['schemas']['GateConfigRevisions'];
    };
    readonly SimulationSwitches: {
      /** @enum {string} */
      readonly repo_policy: 'any' | 'ignored' | 'tighten_only';
      readonly tolerate_inherited: boolean;
      /** @enum {string} */
      readonly on_tool_failure: 'fail' | 'warn';
      /** @enum {string} */
      readonly on_missing_tool: 'fail' | 'warn';
    };
    readonly SkippedRule: {
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      /** @enum {string} */
      readonly reason:
        | 'disabled'
        | 'no_base'
        | 'no_changed_lines'
        | 'no_coverage'
        | 'no_duplication_summary'
        | 'no_findings_report'
        | 'no_levels'
        | 'no_new_branches'
        | 'no_new_lines'
        | 'no_rating'
        | 'no_tests'
        | 'not_a_change'
        | 'not_configured'
        | 'not_here'
        | 'not_reported'
        | 'scan_error'
        | 'timed_out'
        | 'tool_failed';
    };
    readonly Source: {
      readonly path: string;
      readonly from: number;
      readonly to: number;
      readonly lines: readonly components['schemas']['SourceLine'][];
      readonly whole: boolean;
    };
    readonly SourceDeletion: {
      readonly files: number;
      readonly bytes: number;
      readonly until: string;
    };
    readonly SourceFigures: {
      readonly files: number;
      readonly bytes: number;
    };
    readonly SourceLine: {
      readonly n: number;
      readonly text: string;
    };
    readonly SourceLowering: {
      readonly none: components['schemas']['SourceFigures'];
      readonly findings: components['schemas']['SourceFigures'];
    };
    readonly SourceTaken: {
      readonly files: number;
      readonly bytes: number;
      readonly blanked: number;
      readonly refused: readonly components['schemas']['RefusedSource'][];
    };
    readonly Sso: {
      readonly group_roles: {
        readonly [key: string]: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
      };
      readonly auto_join: components['schemas']['AutoJoin'];
      readonly sso_required: boolean;
    };
    readonly StackedPullRequest: {
      readonly pr_number: number;
      readonly title: string | null;
      /** @enum {string|null} */
      readonly gate_status: 'failed' | 'not_configured' | 'passed' | null;
      readonly new: number | null;
    };
    readonly Suppressions: {
      readonly added: number;
      readonly removed: number;
      readonly unexplained: number;
      readonly hides: components['schemas']['HiddenCounts'];
      readonly items: readonly components['schemas']['AddedDirective'][];
    };
    readonly TargetBase: {
      readonly scan_id: number;
      readonly branch: string;
      readonly commit_sha: string | null;
    };
    readonly TechDebt: {
      readonly scan_id: number;
      readonly total_minutes: number | null;
      readonly total_hours: number | null;
      readonly total_engineer_days: number | null;
      readonly findings_by_type: components['schemas']['FindingsByType'] | null;
    };
    readonly Test: {
      readonly name: string;
      readonly class_name: string | null;
      readonly file: string | null;
      readonly line: number | null;
      /** @enum {string} */
      readonly status: 'failed' | 'flaky' | 'missing' | 'passed' | 'skipped';
      readonly duration_ms: number | null;
      readonly message: string | null;
    };
    readonly TestForge: {
      readonly repo_id?: number | null;
    };
    readonly TestList: {
      readonly tests: readonly components['schemas']['Test'][];
      readonly next_cursor: string | null;
    };
    readonly TestTotals: {
      readonly total: number;
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
      readonly flaky: number;
      readonly from_base: components['schemas']['TestsOfBase'] | null;
    };
    readonly TestsOfBase: {
      readonly total: number;
      readonly missing: number;
      readonly excused?: number;
      readonly newly_skipped?: number;
    };
    readonly TestsTaken: {
      readonly scan_id: number;
      readonly records_persisted: number;
      readonly tests: number;
      readonly failed: number;
      readonly skipped: number;
      readonly errors: number;
      readonly repeated: boolean;
      readonly warnings: readonly components['schemas']['Warning'][];
    };
    readonly TextFacet: {
      readonly value: string;
      readonly count: number;
    };
    readonly Tokens: {
      readonly access_token: string;
      /** @enum {string} */
      readonly token_type: 'Bearer';
      readonly expires_in: number;
      readonly refresh_token: string;
      readonly user: components['schemas']['User'];
      readonly org: components['schemas']['CurrentOrg'];
      readonly must_change_password: boolean;
    };
    readonly ToleratedViolation: {
      readonly threshold: number | ('A' | 'B' | 'C' | 'D' | 'E');
      readonly actual: number | ('A' | 'B' | 'C' | 'D' | 'E');
      readonly base_actual: number | ('A' | 'B' | 'C' | 'D' | 'E');
      /** @enum {string} */
      readonly why: 'base_breaks_it' | 'only_fewer_lines';
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
    };
    readonly ToolBaseline: {
      readonly tool: string;
      readonly problems: number;
      readonly scan_id: number;
      readonly updated_at: string;
    };
    readonly ToolFixes: {
      readonly tool: string;
      readonly fixes: readonly components['schemas']['Fix'][];
    };
    readonly ToolReport: {
      readonly tool: string;
      /** @enum {string} */
      readonly state: 'failed' | 'not_run' | 'ok' | 'owed' | 'partial';
    };
    readonly TotpEnrollment: {
      readonly secret: string;
      readonly uri: string;
    };
    readonly TransferOrganization: {
      readonly user_id: number;
    };
    readonly TrendPoint: {
      readonly scan_id: number;
      readonly commit_sha: string | null;
      readonly completed_at: string;
      /** @enum {string} */
      readonly status: 'failed' | 'not_configured' | 'passed';
      /** @enum {string|null} */
      readonly direction: 'degrading' | 'improving' | 'steady' | null;
      readonly failing_rules: readonly string[];
      readonly new_total: number | null;
      readonly tech_debt_minutes: number | null;
      readonly tests: components['schemas']['TrendTests'] | null;
      /** @enum {string|null} */
      readonly quality_rating: 'A' | 'B' | 'C' | 'D' | 'E' | null;
      readonly findings_total: number | null;
      readonly coverage_pct: number | null;
      readonly duplication_pct: number | null;
    };
    readonly TrendTests: {
      readonly total: number;
      readonly failed: number;
    };
    readonly TrustedPublisher: {
      /** @enum {string} */
      readonly kind: 'custom' | 'github' | 'gitlab';
      readonly claims: {
        readonly [key: string]: string;
      };
      readonly scopes: readonly ('read:scans' | 'read:repos' | 'write:scans')[];
      /** @enum {string} */
      readonly state: 'disabled' | 'proven' | 'unproven';
      readonly id: number;
      readonly issuer: string;
      readonly repo_id: number | null;
      readonly minted_by: number | null;
      readonly created_by_name: string | null;
      readonly enabled: boolean;
      readonly audience: string | null;
      readonly contested_at: string | null;
      readonly last_exchanged_at: string | null;
      readonly last_exchanged_from: string | null;
      readonly created_at: string;
      readonly expires_at: string | null;
    };
    readonly TrustedPublisherList: {
      readonly trusted_publishers: readonly components['schemas']['TrustedPublisher'][];
      readonly next_cursor: string | null;
    };
    readonly UncoveredFile: {
      readonly ranges: readonly [number, number][];
      readonly file_path: string;
      readonly more_lines: number;
    };
    readonly UnmatchedPaths: {
      readonly count: number;
      readonly paths: readonly string[];
    };
    readonly UnmatchedReportPaths: {
      readonly count: number;
      readonly paths: readonly string[];
    };
    readonly UntestedFile: {
      readonly file_path: string;
      readonly lines: number;
    };
    readonly UpdateForge: {
      readonly name?: string;
      readonly credentials?: components['schemas']['ForgeCredentials'];
      readonly drop_secrets?: boolean;
      readonly base_url?: string | null;
      readonly context?: string;
      readonly report?: components['schemas']['ForgeReportOptions'];
    };
    readonly UpdateMember: {
      /** @enum {string} */
      readonly role: 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';
    };
    readonly UpdateOrganization: {
      readonly name?: string;
      readonly waiver_max_days?: number | null;
      readonly max_key_days?: number | null;
      readonly require_second_factor?: boolean;
      readonly coverage_gap_medium_pct?: number;
      readonly coverage_gap_high_pct?: number;
      readonly classification_overrides?: readonly components['schemas']['ClassificationOverride'][];
      /** @enum {string} */
      readonly repo_policy?: 'any' | 'ignored' | 'tighten_only';
      /** @enum {string} */
      readonly untested_files?: 'count' | 'ignore' | 'warn';
      readonly tolerate_inherited?: boolean;
      /** @enum {string} */
      readonly on_tool_failure?: 'fail' | 'warn';
      /** @enum {string} */
      readonly on_missing_tool?: 'fail' | 'warn';
      readonly reevaluate_on_change?: boolean;
      readonly stale_after_days?: number;
      readonly retention?: components['schemas']['UpdateRetention'] | null;
    };
    readonly UpdateQuotas: {
      readonly repositories?: number | null;
      readonly api_keys?: number | null;
      readonly webhooks?: number | null;
      readonly scans_per_day?: number | null;
      readonly stored_bytes?: number | null;
      readonly concurrent_uploads?: number | null;
      readonly invitations_per_day?: number | null;
    };
    readonly UpdateRepo: {
      readonly name?: string;
      readonly aliases?: readonly string[];
      readonly default_branch?: string;
      readonly baseline_branches?: readonly string[];
      readonly url?: string | null;
      readonly forge?: components['schemas']['SetForge'] | null;
      /** @enum {string} */
      readonly source_excerpts?: 'files' | 'findings' | 'none';
      readonly suppression_reasons?: boolean;
    };
    readonly UpdateRetention: {
      readonly change_details_days?: number | null;
      readonly branch_scans?: number | null;
      readonly branch_daily_days?: number | null;
    };
    readonly UpdateTrustedPublisher: {
      readonly enabled: boolean;
    };
    readonly UpdateView: {
      readonly name?: string;
      readonly query?: string;
      readonly shared?: boolean;
    };
    readonly UpdateWaiver: {
      readonly expires_at: string | null;
    };
    readonly UpdateWebhook: {
      readonly headers?: {
        readonly [key: string]: string;
      };
      readonly url?: string;
      readonly events?: [
        (
          | '*'
          | 'api_key.created'
          | 'api_key.revoked'
          | 'api_key.rotated'
          | 'baseline.rebuild_undone'
          | 'baseline.rebuilt'
          | 'finding.marked_fp'
          | 'finding.marks_undone'
          | 'finding.unmarked_fp'
          | 'forge.report_failed'
          | 'gate.changed'
          | 'gate.evaluated'
          | 'member.added'
          | 'member.removed'
          | 'member.role_changed'
          | 'policy.updated'
          | 'repo.created'
          | 'repo.default_branch_changed'
          | 'scan.completed'
          | 'scan.failed'
          | 'scan.missing'
          | 'scan.timed_out'
          | 'waiver.created'
          | 'waiver.expired'
          | 'waiver.revoked'
          | 'webhook.disabled'
          | 'webhook.ping'
        ),
        ...(
          | '*'
          | 'api_key.created'
          | 'api_key.revoked'
          | 'api_key.rotated'
          | 'baseline.rebuild_undone'
          | 'baseline.rebuilt'
          | 'finding.marked_fp'
          | 'finding.marks_undone'
          | 'finding.unmarked_fp'
          | 'forge.report_failed'
          | 'gate.changed'
          | 'gate.evaluated'
          | 'member.added'
          | 'member.removed'
          | 'member.role_changed'
          | 'policy.updated'
          | 'repo.created'
          | 'repo.default_branch_changed'
          | 'scan.completed'
          | 'scan.failed'
          | 'scan.missing'
          | 'scan.timed_out'
          | 'waiver.created'
          | 'waiver.expired'
          | 'waiver.revoked'
          | 'webhook.disabled'
          | 'webhook.ping'
        )[],
      ];
      readonly drop_secrets?: boolean;
      readonly repo_ids?: readonly number[] | null;
      readonly description?: string | null;
      /** @enum {string} */
      readonly format?: 'slack' | 'standard' | 'teams';
      readonly enabled?: boolean;
    };
    readonly UpdatedRepo: {
      readonly id: number;
      readonly name: string;
      readonly aliases: readonly string[];
      readonly default_branch: string;
      readonly baseline_branches: readonly string[];
      readonly url: string | null;
      readonly forge: components['schemas']['Forge'];
      readonly links: components['schemas']['ForgeLinks'] | null;
      /** @enum {string} */
      readonly source_excerpts: 'files' | 'findings' | 'none';
      readonly suppression_reasons: boolean;
      readonly created_at: string;
      readonly source_deletion?: components['schemas']['SourceDeletion'];
    };
    readonly UploadToken: {
      readonly token: string;
      readonly expires_at: string;
    };
    readonly User: {
      readonly id: number;
      readonly email: string;
      readonly name: string;
      readonly is_super_admin: boolean;
    };
    readonly VerdictChange: {
      readonly scan_id: number;
      readonly repo: string;
      readonly branch: string;
      readonly pr_number: number | null;
      /** @enum {string} */
      readonly from: 'failed' | 'not_configured' | 'passed';
      /** @enum {string} */
      readonly to: 'failed' | 'not_configured' | 'passed';
    };
    readonly Version: {
      readonly version: string;
      readonly commit: string | null;
      readonly built_at: string | null;
      readonly api: string;
      readonly migrations: number;
      readonly qgate: components['schemas']['CompatibleVersions'];
      readonly downloads: readonly components['schemas']['Download'][];
    };
    readonly View: {
      readonly id: number;
      readonly name: string;
      /** @enum {string} */
      readonly page: 'audit' | 'findings' | 'history' | 'overview' | 'pull-requests' | 'waivers';
      readonly query: string;
      readonly shared: boolean;
      readonly owner: components['schemas']['ViewOwner'];
    };
    readonly ViewList: {
      readonly views: readonly components['schemas']['View'][];
      readonly next_cursor: string | null;
    };
    readonly ViewOwner: {
      readonly id: number;
      readonly name: string | null;
    };
    readonly Violation: {
      readonly threshold: number | ('A' | 'B' | 'C' | 'D' | 'E');
      readonly actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly caused_by?: readonly number[];
    };
    readonly WaivedViolation: {
      readonly threshold: number | ('A' | 'B' | 'C' | 'D' | 'E');
      readonly actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      /** @enum {string} */
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly caused_by?: readonly number[];
      readonly waived: boolean;
      readonly waiver_id: number;
    };
    readonly Waiver: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly reason: string;
      readonly repo_name: string | null;
      readonly created_by_user_id: number | null;
      readonly created_by_name: string | null;
      readonly usage: components['schemas']['WaiverUsage'];
      readonly revoked_at: string | null;
      readonly expired: boolean;
      readonly revoked: boolean;
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
    };
    readonly WaiverInForce: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly reason: string;
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_by_user_id: number | null;
      readonly created_by_name: string | null;
      readonly usage: components['schemas']['WaiverUsage'];
      readonly created_at: string;
      readonly expires_at: string | null;
      readonly ending_soon: boolean;
    };
    readonly WaiverRequest: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly id: number;
      /** @enum {string} */
      readonly state: 'approved' | 'declined' | 'requested' | 'withdrawn';
      /** @enum {string|null} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max'
        | null;
      readonly issue_id: number | null;
      readonly problem: components['schemas']['RequestedProblem'] | null;
      readonly reason: string;
      readonly repo_id: number | null;
      readonly repo_name: string | null;
      readonly pr_number: number | null;
      readonly expires_at: string | null;
      readonly created_by_user_id: number;
      readonly created_by_name: string | null;
      readonly by: components['schemas']['RequestMaker'];
      readonly created_at: string;
      readonly decided_by_user_id: number | null;
      readonly decided_by_name: string | null;
      readonly decided_at: string | null;
      readonly decline_reason: string | null;
      readonly waiver_id: number | null;
    };
    readonly WaiverRequests: {
      readonly org_id: number;
      readonly requests: readonly components['schemas']['WaiverRequest'][];
      readonly next_cursor: string | null;
    };
    readonly WaiverRevoked: {
      readonly id: number;
      readonly revoked: boolean;
      readonly revoked_at: string;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly WaiverUpdated: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly reason: string;
      readonly repo_name: string | null;
      readonly created_by_user_id: number | null;
      readonly created_by_name: string | null;
      readonly usage: components['schemas']['WaiverUsage'];
      readonly revoked_at: string | null;
      readonly expired: boolean;
      readonly revoked: boolean;
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
    readonly WaiverUsage: {
      readonly evaluations: number;
      readonly last_scan_id: number | null;
      readonly last_used_at: string | null;
    };
    readonly WaiverWritten: {
      readonly max_actual: (number | ('A' | 'B' | 'C' | 'D' | 'E')) | null;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
      readonly id: number;
      /** @enum {string} */
      readonly rule:
        | 'new_critical_max'
        | 'new_high_max'
        | 'duplication_pct_max'
        | 'complexity_new_max'
        | 'rating_min'
        | 'new_coverage_min'
        | 'new_medium_max'
        | 'new_total_max'
        | 'new_security_max'
        | 'new_duplication_pct_max'
        | 'overall_coverage_min'
        | 'coverage_drop_max'
        | 'tests_failed_max'
        | 'tests_total_drop_max'
        | 'new_errors_max'
        | 'change_rating_min'
        | 'new_suppressions_max'
        | 'new_unexplained_suppressions_max'
        | 'new_hidden_high_max'
        | 'loosened_settings_max'
        | 'newly_skipped_tests_max'
        | 'new_branch_coverage_min'
        | 'new_uncovered_max'
        | 'untested_files_max';
      readonly repo_id: number | null;
      readonly pr_number: number | null;
      readonly created_at: string;
      readonly expires_at: string | null;
    };
    readonly Waivers: {
      readonly requests: readonly components['schemas']['WaiverRequest'][];
      readonly org_id: number;
      readonly waivers: readonly components['schemas']['Waiver'][];
      readonly next_cursor: string | null;
    };
    readonly WaiversInForce: {
      readonly in_force: number;
      readonly ending_soon: number;
    };
    readonly Warning: {
      /** @enum {string} */
      readonly code:
        | 'base_unknown'
        | 'baseline_not_writable'
        | 'changed_file_unmatched'
        | 'code_owners_lines'
        | 'coverage_fell'
        | 'coverage_ignored_added'
        | 'coverage_paths_unmatched'
        | 'directives_rejected'
        | 'encoding_assumed'
        | 'finding_paths_unmatched'
        | 'inherited_untouched'
        | 'lines_flicker'
        | 'lines_reindented'
        | 'no_base'
        | 'paths_ambiguous'
        | 'paths_dropped'
        | 'policy_file_ignored'
        | 'policy_file_key_dropped'
        | 'policy_file_looser'
        | 'records_ignored'
        | 'report_cut_off'
        | 'report_empty'
        | 'report_unnamed'
        | 'reports_owed'
        | 'results_elsewhere'
        | 'rules_new_to_base'
        | 'suppressions_added'
        | 'tests_focused'
        | 'tests_skipped'
        | 'tool_failed'
        | 'tool_missing'
        | 'tool_not_run'
        | 'tool_partial'
        | 'tools_loosened'
        | 'untested_files';
      readonly message: string;
    };
    readonly Webhook: {
      /** @enum {string} */
      readonly format: 'slack' | 'standard' | 'teams';
      readonly id: number;
      readonly url: string;
      readonly description: string | null;
      readonly events: readonly string[];
      readonly repo_ids: readonly number[] | null;
      readonly header_names: readonly string[];
      readonly enabled: boolean;
      readonly health: components['schemas']['WebhookHealth'];
      readonly created_at: string;
      readonly previous_secret_expires_at: string | null;
    };
    readonly WebhookHealth: {
      /** @enum {string} */
      readonly state: 'disabled' | 'failing' | 'ok';
      /** @enum {string|null} */
      readonly disabled_reason: 'failures' | 'gone' | 'person' | 'rights_lost' | 'secret_unreadable' | null;
      readonly failing_since: string | null;
      readonly paused_until: string | null;
    };
    readonly WebhookList: {
      readonly webhooks: readonly components['schemas']['Webhook'][];
      readonly next_cursor: string | null;
    };
    readonly WeighingFindings: {
      readonly critical: number;
      readonly high: number;
    };
    readonly Why: {
      readonly is_new: boolean;
      readonly matched_by: string | null;
      readonly new_because: string | null;
      readonly baseline_scan_id: number | null;
      readonly candidates_considered: number | null;
      readonly nearest: components['schemas']['NearestProblem'] | null;
    };
    readonly WithdrawnAcceptance: {
      readonly issue_id: number;
      readonly changes_verdicts: readonly components['schemas']['VerdictChange'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
