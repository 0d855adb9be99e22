import type { SchemaDescription } from '../../src/platform/database/describe-schema.js';

/** The oldest version whose databases are taken over, as a commit. */
export const OLDEST = '2f12b539';

/** Names of its migrations. */
export const OLDEST_MIGRATIONS: readonly string[] = [
  'CreateOrganizations1795478400000',
  'CreateIdentity1795478400001',
  'CreateScans1795478400002',
  'CreateGate1795478400003',
  'CreateCoverage1795478400004',
  'CreateAuditLog1795478400005',
  'AnnounceChanges1795478400010',
  'SlowDownGuessing1795478400020',
  'KeepOrderOfVerdicts1795478400030',
  'FindScansByBranch1795478400031',
  'StoreCoverageInBulk1795478400040',
  'ForgetOldAuditEntries1795478400050',
  'BindPasswordsToOrganizations1795478400051',
  'StoreFindingsInBulk1795478400060',
  'CountAttemptsAtOnce1795478400070',
  'CheckOrganizationsOnce1795478400080',
  'NumberFindingsInBulk1795478400090',
  'ForgetDigestsOfFindingsReports1795478400100',
  'ChooseBases1795478400200',
  'KeepStatusesWithScans1795478400201',
  'ExplainNewness1795478400202',
  'RememberRebuilds1795478400203',
  'NameBaselineBranches1795478400204',
  'KeepUnplacedCoverage1795478400220',
  'StoreCoverageOfChanges1795478400221',
  'ExcludeFilesFromCoverage1795478400222',
  'AddOrganizationSwitches1795478400230',
  'KeepPoliciesOfRepositories1795478400231',
  'KeepStatesOfReports1795478400240',
  'KeepCopiesOfClones1795478400241',
  'BindKeysToRepositories1795478400250',
  'KeepWhatNoBaselineTook1795478400260',
  'BoundWhatOrganizationsUse1795478400270',
  'MeasureStoredReports1795478400271',
  'StoreFindingsOnce1795478400280',
  'RecordDataMigrations1795478400290',
  'StoreCoverageOnce1795478400291',
  'CreateJobs1795478400300',
  'DeleteRepositories1795478400301',
  'ExpireDetails1795478400302',
  'SummarizeScans1795478400303',
  'CreatePullRequests1795478400310',
  'EstimateVisibleRows1795478400311',
  'SwitchOrganizations1795478400320',
  'RecordWhatPagesShow1795478400321',
  'LinkToForges1795478400322',
  'KeepMarkOperations1795478400330',
  'AcceptIssues1795478400331',
  'RequestAndCountWaivers1795478400340',
  'KeepFactsOfEvaluations1795478400341',
  'StoreCodeOwners1795478400350',
  'StoreFingerprintOfKey1795478400370',
  'NumberBadges1795478400371',
  'RecordEvents1795478400380',
  'CreateWebhooks1795478400381',
  'DeliverEvents1795478400382',
  'AnnounceWantedEvents1795478400383',
  'CreateTestUploads1795478400390',
  'CreateForges1795478400400',
  'ReportToForges1795478400401',
  'CreateTrustedPublishers1795478400410',
  'IssuePublisherTokens1795478400411',
  'MarkUntrustedScans1795478400412',
  'RequestAcceptances1795478400420',
  'ExpectVisibleRows1795478400425',
  'FindLinesOfRepositories1795478400426',
  'ClaimSecretsKey1795478400430',
  'ReceiveHooks1795478400440',
  'PaceReports1795478400441',
  'ReevaluatePullRequests1795478400445',
  'LookForMissingScans1795478400446',
  'OrderDueDeliveries1795478400447',
  'SealAuditLog1795478400450',
  'EndSessions1795478400451',
  'ObserveScans1795478400470',
  'MeasureOutgoing1795478400475',
  'DeleteOrganizations1795478400480',
  'BindIdentities1795478400486',
  'InviteMembers1795478400487',
  'MapGroups1795478400488',
  'ImportOrganizations1795478400490',
  'SummarizeTests1795478400495',
  'SetTemporaryPasswords1795478400496',
  'ResetPasswords1795478400497',
  'AddSecondFactors1795478400498',
  'SendMails1795478400501',
  'DeleteRowsByOrganization1795478400504',
  'ReportSecurityChanges1795478400510',
  'DateSignInsAtTheProvider1795478400511',
  'AddPasskeys1795478400520',
  'ClaimDeliveriesInTurn1795478400540',
  'SpreadEventsByIndex1795478400550',
];

/** Names of its conversions of data. */
export const OLDEST_CONVERSIONS: readonly string[] = [
  'count-problem-changes',
  'count-waiver-uses',
  'fill-in-facts',
  'forget-unmeasured-totals',
  'store-coverage-once',
  'store-findings-once',
  'summarize-scans',
];

/** Objects that are the same in its schema and in the one of the first migration (`describeSchema`). */
export const UNCHANGED: SchemaDescription = {
  'column auth.api_keys.created_at': '9 timestamp with time zone; not null; default now(); storage p; qg_app SELECT',
  'column auth.api_keys.created_by_user_id': '8 bigint; not null; storage p; qg_app SELECT',
  'column auth.api_keys.expires_at': '10 timestamp with time zone; storage p; qg_app SELECT',
  'column auth.api_keys.id': '2 bigint; not null; identity a; storage p; qg_app SELECT',
  'column auth.api_keys.key_hash': '5 bytea; not null; storage x; ',
  'column auth.api_keys.last_used_at': '11 timestamp with time zone; storage p; qg_app SELECT',
  'column auth.api_keys.may_write_baseline': '15 boolean; not null; default true; storage p; qg_app SELECT',
  'column auth.api_keys.minted_by': '16 bigint; storage p; qg_app SELECT',
  'column auth.api_keys.name': '3 text; not null; storage x; qg_app SELECT',
  'column auth.api_keys.org_id': '1 bigint; not null; storage p; qg_app SELECT',
  'column auth.api_keys.prefix': '4 text; not null; storage x; qg_app SELECT',
  'column auth.api_keys.repo_ids': '14 bigint[]; storage x; qg_app SELECT',
  'column auth.api_keys.revoked_at': '13 timestamp with time zone; storage p; qg_app SELECT, qg_app UPDATE',
  'column auth.api_keys.role': '6 text; not null; storage x; qg_app SELECT',
  'column auth.api_keys.scopes': '7 text[]; not null; storage x; qg_app SELECT',
  'column auth.api_keys.use_count': '12 bigint; not null; default 0; storage p; qg_app SELECT',
  'column auth.identities.bound_at': '5 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.identities.is_proven': '4 boolean; not null; storage p; ',
  'column auth.identities.issuer': '1 text; not null; storage x; ',
  'column auth.identities.subject': '2 text; not null; storage x; ',
  'column auth.identities.user_id': '3 bigint; not null; storage p; ',
  'column auth.mails.address': '3 text; storage x; ',
  'column auth.mails.attempts': '7 integer; not null; default 0; storage p; ',
  'column auth.mails.details': '10 jsonb; storage x; ',
  'column auth.mails.due_at': '8 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.mails.id': '1 bigint; not null; identity a; storage p; ',
  'column auth.mails.invitation_id': '5 bigint; storage p; ',
  'column auth.mails.kind': '2 text; not null; storage x; ',
  'column auth.mails.lease': '9 uuid; storage p; ',
  'column auth.mails.of_org': '4 bigint; storage p; ',
  'column auth.mails.queued_at': '6 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.member_passwords.is_temporary': '4 boolean; not null; default false; storage p; ',
  'column auth.member_passwords.org_id': '1 bigint; not null; storage p; ',
  'column auth.member_passwords.password_hash': '3 text; not null; storage x; ',
  'column auth.member_passwords.user_id': '2 bigint; not null; storage p; ',
  'column auth.own_password_resets.counted_since': '5 timestamp with time zone; not null; storage p; ',
  'column auth.own_password_resets.expires_at': '3 timestamp with time zone; not null; storage p; ',
  'column auth.own_password_resets.mails': '4 integer; not null; storage p; ',
  'column auth.own_password_resets.token_hash': '2 bytea; not null; storage x; ',
  'column auth.own_password_resets.user_id': '1 bigint; not null; storage p; ',
  'column auth.passkeys.created_at': '9 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.passkeys.credential_id': '5 bytea; not null; storage x; ',
  'column auth.passkeys.id': '3 uuid; not null; default gen_random_uuid(); storage p; ',
  'column auth.passkeys.last_used_at': '10 timestamp with time zone; storage p; ',
  'column auth.passkeys.name': '4 text; not null; storage x; ',
  'column auth.passkeys.public_key': '6 bytea; not null; storage x; ',
  'column auth.passkeys.realm': '2 bigint; not null; storage p; ',
  'column auth.passkeys.sign_count': '7 bigint; not null; storage p; ',
  'column auth.passkeys.transports': '8 text[]; not null; storage x; ',
  'column auth.passkeys.user_id': '1 bigint; not null; storage p; ',
  'column auth.password_attempts.in_a_row': '2 integer; not null; storage p; ',
  'column auth.password_attempts.lane': '1 bytea; not null; storage x; ',
  'column auth.password_attempts.last_at': '4 timestamp with time zone; not null; storage p; ',
  'column auth.password_attempts.next_at': '3 timestamp with time zone; not null; storage p; ',
  'column auth.password_resets.expires_at': '4 timestamp with time zone; not null; storage p; ',
  'column auth.password_resets.org_id': '1 bigint; not null; storage p; ',
  'column auth.password_resets.token_hash': '3 bytea; not null; storage x; ',
  'column auth.password_resets.user_id': '2 bigint; not null; storage p; ',
  'column auth.recovery_codes.code_hash': '3 bytea; not null; storage x; ',
  'column auth.recovery_codes.realm': '2 bigint; not null; storage p; ',
  'column auth.recovery_codes.user_id': '1 bigint; not null; storage p; ',
  'column auth.refresh_tokens.created_at': '3 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.refresh_tokens.expires_at': '4 timestamp with time zone; not null; storage p; ',
  'column auth.refresh_tokens.session_id': '2 uuid; not null; storage p; ',
  'column auth.refresh_tokens.token_hash': '1 bytea; not null; storage x; ',
  'column auth.refresh_tokens.used_at': '5 timestamp with time zone; storage p; ',
  'column auth.sessions.address': '4 text; storage x; ',
  'column auth.sessions.created_at': '6 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.sessions.ends_at':
    "9 timestamp with time zone; not null; default (now() + '90 days'::interval); storage p; ",
  'column auth.sessions.expires_at': '7 timestamp with time zone; not null; storage p; ',
  'column auth.sessions.id': '2 uuid; not null; default gen_random_uuid(); storage p; ',
  'column auth.sessions.issuer': '10 text; storage x; ',
  'column auth.sessions.org_id': '1 bigint; not null; storage p; ',
  'column auth.sessions.provider_sid': '12 text; storage x; ',
  'column auth.sessions.revoked_at': '8 timestamp with time zone; storage p; ',
  'column auth.sessions.second_factor_at': '13 timestamp with time zone; storage p; ',
  'column auth.sessions.signed_in_at': '14 timestamp with time zone; storage p; ',
  'column auth.sessions.subject': '11 text; storage x; ',
  'column auth.sessions.user_agent': '5 text; storage x; ',
  'column auth.sessions.user_id': '3 bigint; not null; storage p; ',
  'column auth.totp_secrets.confirmed_at': '4 timestamp with time zone; storage p; ',
  'column auth.totp_secrets.last_step': '5 bigint; storage p; ',
  'column auth.totp_secrets.realm': '2 bigint; not null; storage p; ',
  'column auth.totp_secrets.secret': '3 bytea; not null; storage x; ',
  'column auth.totp_secrets.user_id': '1 bigint; not null; storage p; ',
  'column auth.used_token_ids.expires_at': '3 timestamp with time zone; not null; storage p; ',
  'column auth.used_token_ids.issuer': '1 text; not null; storage x; ',
  'column auth.used_token_ids.jti': '2 text; not null; storage x; ',
  'column auth.users.created_at': '6 timestamp with time zone; not null; default now(); storage p; ',
  'column auth.users.email': '2 text; not null; storage x; ',
  'column auth.users.id': '1 bigint; not null; identity a; storage p; ',
  'column auth.users.is_password_temporary': '7 boolean; not null; default false; storage p; ',
  'column auth.users.is_super_admin': '5 boolean; not null; default false; storage p; ',
  'column auth.users.name': '3 text; not null; storage x; ',
  'column auth.users.password_hash': '4 text; storage x; ',
  'column public.accepted_issues.ends_at': '10 timestamp with time zone; storage p; ',
  'column public.accepted_issues.features': '6 bytea; not null; storage x; ',
  'column public.accepted_issues.first_seen_scan_id': '7 bigint; not null; storage p; ',
  'column public.accepted_issues.issue_id': '2 bigint; not null; storage p; ',
  'column public.accepted_issues.marked_at': '9 timestamp with time zone; not null; storage p; ',
  'column public.accepted_issues.marked_by': '8 text; not null; storage x; ',
  'column public.accepted_issues.org_id': '1 bigint; not null; storage p; ',
  'column public.accepted_issues.reason': '5 text; not null; storage x; ',
  'column public.accepted_issues.repo_id': '3 bigint; not null; storage p; ',
  'column public.accepted_issues.tool': '4 text; not null; storage x; ',
  'column public.audit_chains.anchor_hash': "3 bytea; not null; default '\\x'::bytea; storage x; ",
  'column public.audit_chains.anchor_id': '2 bigint; not null; default 0; storage p; ',
  'column public.audit_chains.head_hash': "5 bytea; not null; default '\\x'::bytea; storage x; ",
  'column public.audit_chains.head_id': '4 bigint; not null; default 0; storage p; ',
  'column public.audit_chains.org_id': '1 bigint; not null; storage p; ',
  'column public.audit_log.action': '7 text; not null; storage x; qg_app INSERT',
  'column public.audit_log.actor_id': '5 bigint; storage p; qg_app INSERT',
  'column public.audit_log.actor_name': '6 text; not null; storage x; qg_app INSERT',
  'column public.audit_log.actor_type': '4 text; not null; storage x; qg_app INSERT',
  'column public.audit_log.address': '13 text; storage x; qg_app INSERT',
  'column public.audit_log.at': '3 timestamp with time zone; not null; default now(); storage p; qg_app INSERT',
  'column public.audit_log.client_request_id': '15 text; storage x; qg_app INSERT',
  'column public.audit_log.hash': '18 bytea; storage x; ',
  'column public.audit_log.id': '2 bigint; not null; identity a; storage p; qg_app INSERT',
  'column public.audit_log.new_values': '12 jsonb; storage x; qg_app INSERT',
  'column public.audit_log.old_values': '11 jsonb; storage x; qg_app INSERT',
  'column public.audit_log.org_id': '1 bigint; not null; storage p; qg_app INSERT',
  'column public.audit_log.personal_digest': '17 bytea; storage x; ',
  'column public.audit_log.repo_id': '10 bigint; storage p; qg_app INSERT',
  'column public.audit_log.request_id': '14 text; storage x; qg_app INSERT',
  'column public.audit_log.salt': '16 bytea; storage x; ',
  'column public.audit_log.target_id': '9 bigint; storage p; qg_app INSERT',
  'column public.audit_log.target_type': '8 text; not null; storage x; qg_app INSERT',
  'column public.baselines.branch': '3 text; not null; storage x; ',
  'column public.baselines.finding_count': '6 integer; not null; storage p; ',
  'column public.baselines.org_id': '1 bigint; not null; storage p; ',
  'column public.baselines.repo_id': '2 bigint; not null; storage p; ',
  'column public.baselines.scan_id': '7 bigint; not null; storage p; ',
  'column public.baselines.tool': '4 text; not null; storage x; ',
  'column public.baselines.updated_at': '8 timestamp with time zone; not null; storage p; ',
  'column public.baselines.version': '5 integer; not null; storage p; ',
  'column public.cleared_baselines.branch': '3 text; not null; storage x; ',
  'column public.cleared_baselines.cleared_at': '9 timestamp with time zone; not null; storage p; ',
  'column public.cleared_baselines.cleared_by_id': '10 bigint; storage p; ',
  'column public.cleared_baselines.cleared_by_name': '11 text; storage x; ',
  'column public.cleared_baselines.finding_count': '6 integer; not null; storage p; ',
  'column public.cleared_baselines.org_id': '1 bigint; not null; storage p; ',
  'column public.cleared_baselines.repo_id': '2 bigint; not null; storage p; ',
  'column public.cleared_baselines.scan_id': '7 bigint; not null; storage p; ',
  'column public.cleared_baselines.tool': '4 text; not null; storage x; ',
  'column public.cleared_baselines.updated_at': '8 timestamp with time zone; not null; storage p; ',
  'column public.cleared_baselines.version': '5 integer; not null; storage p; ',
  'column public.coverage_keyframes.address': '3 bytea; not null; storage x; ',
  'column public.coverage_keyframes.content': '4 bytea; not null; storage e; ',
  'column public.coverage_keyframes.org_id': '1 bigint; not null; storage p; ',
  'column public.coverage_keyframes.repo_id': '2 bigint; not null; storage p; ',
  'column public.coverage_manifests.difference': '6 bytea; not null; storage x; ',
  'column public.coverage_manifests.file_count': '7 integer; not null; storage p; ',
  'column public.coverage_manifests.keyframe': '5 bytea; not null; storage x; ',
  'column public.coverage_manifests.lines_covered': '9 bigint; not null; storage p; ',
  'column public.coverage_manifests.lines_total': '8 bigint; not null; storage p; ',
  'column public.coverage_manifests.org_id': '1 bigint; not null; storage p; ',
  'column public.coverage_manifests.repo_id': '2 bigint; not null; storage p; ',
  'column public.coverage_manifests.scan_id': '3 bigint; not null; storage p; ',
  'column public.coverage_manifests.stored_by': '10 xid8; not null; default pg_current_xact_id(); storage p; ',
  'column public.coverage_manifests.upload_id': '4 bigint; not null; storage p; ',
  'column public.coverage_segments.address': '3 bytea; not null; storage x; ',
  'column public.coverage_segments.content': '4 bytea; not null; storage x; ',
  'column public.coverage_segments.org_id': '1 bigint; not null; storage p; ',
  'column public.coverage_segments.repo_id': '2 bigint; not null; storage p; ',
  'column public.coverage_uploads.digest': '5 bytea; not null; storage x; ',
  'column public.coverage_uploads.exclude': "13 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.coverage_uploads.file_count': '7 integer; not null; storage p; ',
  'column public.coverage_uploads.format': '6 text; not null; storage x; ',
  'column public.coverage_uploads.id': '3 bigint; not null; identity a; storage p; ',
  'column public.coverage_uploads.org_id': '1 bigint; not null; storage p; ',
  'column public.coverage_uploads.report_path': '9 text; storage x; ',
  'column public.coverage_uploads.scan_id': '2 bigint; not null; storage p; ',
  'column public.coverage_uploads.sources': "10 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.coverage_uploads.stored_bytes': '14 bigint; not null; default 0; storage p; ',
  'column public.coverage_uploads.took_any_path': '11 boolean; not null; default false; storage p; ',
  'column public.coverage_uploads.unmatched_paths': "12 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.coverage_uploads.upload_key': '4 text; storage x; ',
  'column public.coverage_uploads.uploaded_at': '8 timestamp with time zone; not null; default now(); storage p; ',
  'column public.data_migrations.finished_at': '2 timestamp with time zone; not null; default now(); storage p; ',
  'column public.data_migrations.name': '1 text; not null; storage x; ',
  'column public.deleted_repos.deleted_at': '3 timestamp with time zone; not null; storage p; ',
  'column public.deleted_repos.org_id': '1 bigint; not null; storage p; ',
  'column public.deleted_repos.repo_id': '2 bigint; not null; storage p; ',
  'column public.deliveries.attempts': '7 integer; not null; default 0; storage p; ',
  'column public.deliveries.created_at': '10 timestamp with time zone; not null; default now(); storage p; ',
  'column public.deliveries.event_id': '4 bigint; not null; storage p; ',
  'column public.deliveries.finished_at': '11 timestamp with time zone; storage p; ',
  'column public.deliveries.id': '2 bigint; not null; identity a; storage p; ',
  'column public.deliveries.is_ping': '6 boolean; not null; default false; storage p; ',
  'column public.deliveries.lease': '9 uuid; storage p; ',
  'column public.deliveries.next_attempt_at': '8 timestamp with time zone; not null; default now(); storage p; ',
  'column public.deliveries.org_id': '1 bigint; not null; storage p; ',
  'column public.deliveries.state': "5 text; not null; default 'pending'::text; storage x; ",
  'column public.deliveries.webhook_id': '3 bigint; not null; storage p; ',
  'column public.delivery_attempts.at': '4 timestamp with time zone; not null; storage p; ',
  'column public.delivery_attempts.delivery_id': '3 bigint; not null; storage p; ',
  'column public.delivery_attempts.duration_ms': '5 integer; not null; storage p; ',
  'column public.delivery_attempts.error': '7 text; storage x; ',
  'column public.delivery_attempts.id': '2 bigint; not null; identity a; storage p; ',
  'column public.delivery_attempts.org_id': '1 bigint; not null; storage p; ',
  'column public.delivery_attempts.response_body': '9 bytea; storage x; ',
  'column public.delivery_attempts.response_headers': '8 jsonb; storage x; ',
  'column public.delivery_attempts.status': '6 integer; storage p; ',
  'column public.evaluations.evaluated_at': '10 timestamp with time zone; not null; storage p; ',
  'column public.evaluations.evaluated_by': '11 text; not null; storage x; ',
  'column public.evaluations.facts': '12 jsonb; storage x; ',
  'column public.evaluations.number': '3 integer; not null; storage p; ',
  'column public.evaluations.org_id': '1 bigint; not null; storage p; ',
  'column public.evaluations.policy': '7 jsonb; not null; storage x; ',
  'column public.evaluations.policy_revision': '6 integer; not null; storage p; ',
  'column public.evaluations.ratings': '9 jsonb; not null; storage x; ',
  'column public.evaluations.scan_id': '2 bigint; not null; storage p; ',
  'column public.evaluations.status': '5 text; not null; storage x; ',
  'column public.evaluations.trigger': '4 text; not null; storage x; ',
  'column public.evaluations.verdict': '8 json; not null; storage x; ',
  'column public.events.created_at': '8 timestamp with time zone; not null; default clock_timestamp(); storage p; ',
  'column public.events.data': '7 json; not null; storage x; ',
  'column public.events.id': '2 bigint; not null; identity a; storage p; ',
  'column public.events.is_spread': '9 boolean; not null; default false; storage p; ',
  'column public.events.org_id': '1 bigint; not null; storage p; ',
  'column public.events.repo_id': '5 bigint; storage p; ',
  'column public.events.scan_id': '6 bigint; storage p; ',
  'column public.events.type': '4 text; not null; storage x; ',
  'column public.events.uid': '3 uuid; not null; storage p; ',
  'column public.finding_keyframes.address': '3 bytea; not null; storage x; ',
  'column public.finding_keyframes.content': '4 bytea; not null; storage x; ',
  'column public.finding_keyframes.org_id': '1 bigint; not null; storage p; ',
  'column public.finding_keyframes.repo_id': '2 bigint; not null; storage p; ',
  'column public.finding_reports.config_digest': '13 text; storage x; ',
  'column public.finding_reports.digest': '15 bytea; storage x; ',
  'column public.finding_reports.duplication_pct': '7 double precision; storage p; ',
  'column public.finding_reports.finding_count': '6 integer; not null; storage p; ',
  'column public.finding_reports.fixed_count': '10 integer; not null; default 0; storage p; ',
  'column public.finding_reports.format': '5 text; not null; storage x; ',
  'column public.finding_reports.lines_of_code': '8 bigint; storage p; ',
  'column public.finding_reports.matched_against': '9 text; not null; storage x; ',
  'column public.finding_reports.org_id': '1 bigint; not null; storage p; ',
  'column public.finding_reports.rejected': '17 integer; storage p; ',
  'column public.finding_reports.scan_id': '2 bigint; not null; storage p; ',
  'column public.finding_reports.state': "14 text; not null; default 'ok'::text; storage x; ",
  'column public.finding_reports.stored_bytes': '16 bigint; not null; default 0; storage p; ',
  'column public.finding_reports.tool': '3 text; not null; storage x; ',
  'column public.finding_reports.tool_version': '4 text; storage x; ',
  'column public.finding_reports.tracking': '11 text; storage x; ',
  'column public.finding_reports.uploaded_at': '12 timestamp with time zone; not null; default now(); storage p; ',
  'column public.finding_segments.address': '3 bytea; not null; storage x; ',
  'column public.finding_segments.content': '4 bytea; not null; storage e; ',
  'column public.finding_segments.org_id': '1 bigint; not null; storage p; ',
  'column public.finding_segments.repo_id': '2 bigint; not null; storage p; ',
  'column public.forge_reports.attempts': '17 integer; not null; default 0; storage p; ',
  'column public.forge_reports.awaits_scan_until': '23 timestamp with time zone; storage p; ',
  'column public.forge_reports.commit_sha': '6 text; storage x; ',
  'column public.forge_reports.due_at': '16 timestamp with time zone; storage p; ',
  'column public.forge_reports.error': '18 text; storage x; ',
  'column public.forge_reports.failing_since': '19 timestamp with time zone; storage p; ',
  'column public.forge_reports.forge_id': '4 bigint; not null; storage p; ',
  'column public.forge_reports.id': '2 bigint; not null; identity a; storage p; ',
  'column public.forge_reports.is_unclear': '22 boolean; not null; default false; storage p; ',
  'column public.forge_reports.lease': '20 uuid; storage p; ',
  'column public.forge_reports.lease_until': '21 timestamp with time zone; storage p; ',
  'column public.forge_reports.org_id': '1 bigint; not null; storage p; ',
  'column public.forge_reports.pipeline_id': '13 text; storage x; ',
  'column public.forge_reports.pr_number': '7 bigint; storage p; ',
  'column public.forge_reports.remote_id': '12 text; storage x; ',
  'column public.forge_reports.repo_id': '3 bigint; not null; storage p; ',
  'column public.forge_reports.scan_id': '9 bigint; not null; default (wanted >> 20); generated; storage p; ',
  'column public.forge_reports.shown': '10 bigint; storage p; ',
  'column public.forge_reports.shown_digest': '11 bytea; storage x; ',
  'column public.forge_reports.state': "15 text; not null; default 'waiting'::text; storage x; ",
  'column public.forge_reports.surface': '5 text; not null; storage x; ',
  'column public.forge_reports.url': '14 text; storage x; ',
  'column public.forge_reports.wanted': '8 bigint; not null; storage p; ',
  'column public.forges.base_url': '5 text; not null; storage x; ',
  'column public.forges.budget': '16 jsonb; storage x; ',
  'column public.forges.burst': '22 integer; storage p; ',
  'column public.forges.context': '11 text; not null; storage x; ',
  'column public.forges.created_at': '20 timestamp with time zone; not null; storage p; ',
  'column public.forges.created_by': '19 text; not null; storage x; ',
  'column public.forges.credentials': '6 bytea; storage x; ',
  'column public.forges.credentials_expires_at': '10 timestamp with time zone; storage p; ',
  'column public.forges.credentials_hint': '8 text; not null; storage x; ',
  'column public.forges.credentials_set_at': '9 timestamp with time zone; not null; storage p; ',
  'column public.forges.credentials_type': '7 text; not null; storage x; ',
  'column public.forges.hook_public_id': '17 uuid; not null; storage p; ',
  'column public.forges.hook_received_at': '21 timestamp with time zone; storage p; ',
  'column public.forges.hook_secret': '18 bytea; storage x; ',
  'column public.forges.id': '2 bigint; not null; identity a; storage p; ',
  'column public.forges.kind': '3 text; not null; storage x; ',
  'column public.forges.name': '4 text; not null; storage x; ',
  'column public.forges.org_id': '1 bigint; not null; storage p; ',
  'column public.forges.paced_until': '24 timestamp with time zone; storage p; ',
  'column public.forges.paused_until': '15 timestamp with time zone; storage p; ',
  'column public.forges.report': '12 jsonb; not null; storage x; ',
  'column public.forges.state': "14 text; not null; default 'ok'::text; storage x; ",
  'column public.forges.surfaces': '13 text[]; not null; storage x; ',
  'column public.forges.throttled_until': '23 timestamp with time zone; storage p; ',
  'column public.gate_config_revisions.applies_to_new_code_only': '5 boolean; not null; storage p; ',
  'column public.gate_config_revisions.block_merge_on_fail': '4 boolean; not null; storage p; ',
  'column public.gate_config_revisions.enabled': '3 boolean; not null; storage p; ',
  'column public.gate_config_revisions.org_id': '1 bigint; not null; storage p; ',
  'column public.gate_config_revisions.policy': '6 jsonb; not null; storage x; ',
  'column public.gate_config_revisions.revision': '2 integer; not null; storage p; ',
  'column public.gate_config_revisions.saved_at': '8 timestamp with time zone; not null; storage p; ',
  'column public.gate_config_revisions.saved_by': '7 text; not null; storage x; ',
  'column public.gate_configs.applies_to_new_code_only': '5 boolean; not null; storage p; ',
  'column public.gate_configs.block_merge_on_fail': '4 boolean; not null; storage p; ',
  'column public.gate_configs.enabled': '3 boolean; not null; storage p; ',
  'column public.gate_configs.org_id': '1 bigint; not null; storage p; ',
  'column public.gate_configs.policy': '6 jsonb; not null; storage x; ',
  'column public.gate_configs.revision': '2 integer; not null; storage p; ',
  'column public.gate_configs.saved_at': '7 timestamp with time zone; not null; storage p; ',
  'column public.hook_deliveries.attempts': '8 integer; not null; default 0; storage p; ',
  'column public.hook_deliveries.delivery_id': '4 text; storage x; ',
  'column public.hook_deliveries.due_at': '7 timestamp with time zone; storage p; ',
  'column public.hook_deliveries.forge_id': '3 bigint; not null; storage p; ',
  'column public.hook_deliveries.id': '2 bigint; not null; identity a; storage p; ',
  'column public.hook_deliveries.lease': '9 uuid; storage p; ',
  'column public.hook_deliveries.news': '5 jsonb; not null; storage x; ',
  'column public.hook_deliveries.org_id': '1 bigint; not null; storage p; ',
  'column public.hook_deliveries.received_at': '6 timestamp with time zone; not null; storage p; ',
  'column public.invitations.created_at': '7 timestamp with time zone; not null; storage p; ',
  'column public.invitations.email': '3 text; not null; storage x; ',
  'column public.invitations.expires_at': '8 timestamp with time zone; not null; storage p; ',
  'column public.invitations.id': '2 bigint; not null; identity a; storage p; ',
  'column public.invitations.invited_by_user_id': '6 bigint; not null; storage p; ',
  'column public.invitations.link': '11 bytea; storage x; qg_app UPDATE',
  'column public.invitations.mail_state': "9 text; not null; default 'none'::text; storage x; qg_app UPDATE",
  'column public.invitations.mailed_at': '10 timestamp with time zone; storage p; qg_app UPDATE',
  'column public.invitations.org_id': '1 bigint; not null; storage p; ',
  'column public.invitations.role': '4 text; not null; storage x; ',
  'column public.invitations.token_hash': '5 bytea; not null; storage x; ',
  'column public.issue_blocks.first_id': '2 bigint; not null; storage p; ',
  'column public.issue_blocks.id_count': '3 integer; not null; storage p; ',
  'column public.issue_blocks.org_id': '1 bigint; not null; storage p; ',
  'column public.issue_blocks.repo_id': '4 bigint; not null; storage p; ',
  'column public.issue_blocks.tool': '5 text; not null; storage x; ',
  'column public.issue_marks.features': '6 bytea; not null; storage x; ',
  'column public.issue_marks.first_seen_scan_id': '7 bigint; not null; storage p; ',
  'column public.issue_marks.issue_id': '2 bigint; not null; storage p; ',
  'column public.issue_marks.marked_at': '9 timestamp with time zone; not null; storage p; ',
  'column public.issue_marks.marked_by': '8 text; not null; storage x; ',
  'column public.issue_marks.org_id': '1 bigint; not null; storage p; ',
  'column public.issue_marks.reason': '5 text; not null; storage x; ',
  'column public.issue_marks.repo_id': '3 bigint; not null; storage p; ',
  'column public.issue_marks.tool': '4 text; not null; storage x; ',
  'column public.jobs.claim': '13 integer; not null; default 0; storage p; ',
  'column public.jobs.claimed_at': '14 timestamp with time zone; storage p; ',
  'column public.jobs.created_at': '11 timestamp with time zone; not null; storage p; ',
  'column public.jobs.created_by': '10 text; not null; storage x; ',
  'column public.jobs.cursor': "8 jsonb; not null; default '{}'::jsonb; storage x; ",
  'column public.jobs.done': '6 bigint; not null; default 0; storage p; ',
  'column public.jobs.due_at': '15 timestamp with time zone; not null; default now(); storage p; ',
  'column public.jobs.failures': '9 integer; not null; default 0; storage p; ',
  'column public.jobs.finished_at': '12 timestamp with time zone; storage p; ',
  'column public.jobs.id': '2 bigint; not null; identity a; storage p; ',
  'column public.jobs.kind': '3 text; not null; storage x; ',
  'column public.jobs.org_id': '1 bigint; not null; storage p; ',
  'column public.jobs.repo_id': '4 bigint; storage p; ',
  'column public.jobs.state': "5 text; not null; default 'queued'::text; storage x; ",
  'column public.jobs.total': '7 bigint; not null; default 0; storage p; ',
  'column public.mapped_groups.group_name': '2 text; not null; storage x; ',
  'column public.mapped_groups.joins': '4 boolean; not null; storage p; ',
  'column public.mapped_groups.org_id': '1 bigint; not null; storage p; ',
  'column public.mapped_groups.role': '3 text; storage x; ',
  'column public.mark_operations.id': '2 uuid; not null; storage p; ',
  'column public.mark_operations.issue_ids': '4 bigint[]; not null; storage x; ',
  'column public.mark_operations.made_at': '7 timestamp with time zone; not null; storage p; ',
  'column public.mark_operations.made_by': '6 text; not null; storage x; ',
  'column public.mark_operations.org_id': '1 bigint; not null; storage p; ',
  'column public.mark_operations.removed': '5 jsonb; storage x; ',
  'column public.mark_operations.repo_id': '3 bigint; not null; storage p; ',
  'column public.mark_operations.undone_at': '8 timestamp with time zone; storage p; ',
  'column public.members.created_at': '4 timestamp with time zone; not null; default now(); storage p; ',
  'column public.members.name': '7 text; storage x; ',
  'column public.members.org_id': '1 bigint; not null; storage p; ',
  'column public.members.origin': "6 text; not null; default 'made'::text; storage x; ",
  'column public.members.role': '3 text; not null; storage x; ',
  'column public.members.sessions_revoked_at': '5 timestamp with time zone; storage p; ',
  'column public.members.user_id': '2 bigint; not null; storage p; ',
  'column public.organization_quotas.max_amount': '3 bigint; not null; storage p; qg_app UPDATE',
  'column public.organization_quotas.org_id': '1 bigint; not null; storage p; ',
  'column public.organization_quotas.quota': '2 text; not null; storage x; ',
  'column public.organization_usage.amount': '5 bigint; not null; storage p; qg_app UPDATE',
  'column public.organization_usage.day': '4 date; storage p; qg_app UPDATE',
  'column public.organization_usage.org_id': '1 bigint; not null; storage p; ',
  'column public.organization_usage.quota': '2 text; not null; storage x; ',
  'column public.organization_usage.slot': '3 integer; not null; storage p; ',
  'column public.organizations.auto_join_domains':
    "26 text[]; not null; default '{}'::text[]; storage x; qg_app UPDATE",
  'column public.organizations.classification_overrides':
    "7 jsonb; not null; default '[]'::jsonb; storage x; qg_app UPDATE",
  'column public.organizations.coverage_gap_high_pct':
    '6 double precision; not null; default 30; storage p; qg_app UPDATE',
  'column public.organizations.coverage_gap_medium_pct':
    '5 double precision; not null; default 60; storage p; qg_app UPDATE',
  'column public.organizations.created_at': '8 timestamp with time zone; not null; default now(); storage p; ',
  'column public.organizations.deleted_at': '22 timestamp with time zone; storage p; qg_app UPDATE',
  'column public.organizations.id': '1 bigint; not null; identity a; storage p; ',
  'column public.organizations.max_key_days': '21 integer; storage p; qg_app UPDATE',
  'column public.organizations.name': '2 text; not null; storage x; qg_app UPDATE',
  'column public.organizations.on_missing_tool': "13 text; not null; default 'warn'::text; storage x; qg_app UPDATE",
  'column public.organizations.on_tool_failure': "12 text; not null; default 'fail'::text; storage x; qg_app UPDATE",
  'column public.organizations.reevaluate_on_change': '19 boolean; not null; default false; storage p; qg_app UPDATE',
  'column public.organizations.repo_policy': "9 text; not null; default 'tighten_only'::text; storage x; qg_app UPDATE",
  'column public.organizations.require_second_factor': '27 boolean; not null; default false; storage p; qg_app UPDATE',
  'column public.organizations.retention_branch_daily_days':
    '17 double precision; not null; default 365; storage p; qg_app UPDATE',
  'column public.organizations.retention_branch_scans': '16 integer; not null; default 50; storage p; qg_app UPDATE',
  'column public.organizations.retention_change_details_days':
    '15 double precision; not null; default 30; storage p; qg_app UPDATE',
  'column public.organizations.retention_due_at':
    "18 timestamp with time zone; not null; default (now() + '1 day'::interval); storage p; qg_app UPDATE",
  'column public.organizations.slug': '3 text; not null; storage x; ',
  'column public.organizations.sso_groups': "25 text[]; not null; default '{}'::text[]; storage x; qg_app UPDATE",
  'column public.organizations.sso_required': '23 boolean; not null; default false; storage p; qg_app UPDATE',
  'column public.organizations.stale_after_days': '20 integer; not null; default 7; storage p; qg_app UPDATE',
  'column public.organizations.switches_revision': '14 integer; not null; default 0; storage p; qg_app UPDATE',
  'column public.organizations.tolerate_inherited': '11 boolean; not null; default true; storage p; qg_app UPDATE',
  'column public.organizations.untested_files': "10 text; not null; default 'count'::text; storage x; qg_app UPDATE",
  'column public.organizations.verified_domains': "24 text[]; not null; default '{}'::text[]; storage x; qg_app UPDATE",
  'column public.organizations.waiver_max_days': '4 integer; storage p; qg_app UPDATE',
  'column public.pull_requests.author': '5 text; storage x; ',
  'column public.pull_requests.closed_at': '9 timestamp with time zone; storage p; ',
  'column public.pull_requests.is_merged': '10 boolean; storage p; ',
  'column public.pull_requests.last_scan_id': '7 bigint; not null; storage p; ',
  'column public.pull_requests.last_scanned_at': '8 timestamp with time zone; not null; storage p; ',
  'column public.pull_requests.number': '3 bigint; not null; storage p; ',
  'column public.pull_requests.org_id': '1 bigint; not null; storage p; ',
  'column public.pull_requests.repo_id': '2 bigint; not null; storage p; ',
  'column public.pull_requests.title': '4 text; storage x; ',
  'column public.pull_requests.url': '6 text; storage x; ',
  'column public.reevaluations.attempts': '9 integer; not null; default 0; storage p; ',
  'column public.reevaluations.claimed_until': '8 timestamp with time zone; storage p; ',
  'column public.reevaluations.org_id': '1 bigint; not null; storage p; ',
  'column public.reevaluations.pr_number': '3 bigint; not null; storage p; ',
  'column public.reevaluations.repo_id': '2 bigint; not null; storage p; ',
  'column public.reevaluations.request': '4 uuid; not null; default gen_random_uuid(); storage p; ',
  'column public.reevaluations.requested_at': '7 timestamp with time zone; not null; storage p; ',
  'column public.reevaluations.requested_by': '6 text; not null; storage x; ',
  'column public.reevaluations.trigger': '5 text; not null; storage x; ',
  'column public.repo_forges.context': '6 text; storage x; ',
  'column public.repo_forges.forge_id': '3 bigint; storage p; ',
  'column public.repo_forges.is_guessed': '9 boolean; not null; default false; storage p; ',
  'column public.repo_forges.org_id': '1 bigint; not null; storage p; ',
  'column public.repo_forges.project': '4 text; storage x; ',
  'column public.repo_forges.project_id': '5 text; storage x; ',
  'column public.repo_forges.repo_id': '2 bigint; not null; storage p; ',
  'column public.repo_forges.report': "7 jsonb; not null; default '{}'::jsonb; storage x; ",
  'column public.repo_forges.surfaces': '8 text[]; storage x; ',
  'column public.repo_gate_config_revisions.applies_to_new_code_only': '7 boolean; storage p; ',
  'column public.repo_gate_config_revisions.block_merge_on_fail': '6 boolean; storage p; ',
  'column public.repo_gate_config_revisions.enabled': '5 boolean; storage p; ',
  'column public.repo_gate_config_revisions.is_removed': '4 boolean; not null; storage p; ',
  'column public.repo_gate_config_revisions.org_id': '1 bigint; not null; storage p; ',
  'column public.repo_gate_config_revisions.repo_id': '2 bigint; not null; storage p; ',
  'column public.repo_gate_config_revisions.revision': '3 integer; not null; storage p; ',
  'column public.repo_gate_config_revisions.rules': '8 jsonb; not null; storage x; ',
  'column public.repo_gate_config_revisions.saved_at': '10 timestamp with time zone; not null; storage p; ',
  'column public.repo_gate_config_revisions.saved_by': '9 text; not null; storage x; ',
  'column public.repos.badge_generation': '14 integer; not null; default 0; storage p; ',
  'column public.repos.baseline_branches': "11 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.repos.baseline_generation': '7 integer; not null; default 0; storage p; ',
  'column public.repos.baseline_scan_id': '8 bigint; storage p; ',
  'column public.repos.created_at': '9 timestamp with time zone; not null; default now(); storage p; ',
  'column public.repos.default_branch': "4 text; not null; default 'main'::text; storage x; ",
  'column public.repos.forge_kind': '12 text; storage x; ',
  'column public.repos.forge_web_url': '13 text; storage x; ',
  'column public.repos.id': '2 bigint; not null; identity a; storage p; ',
  'column public.repos.name': '3 text; not null; storage x; ',
  'column public.repos.org_id': '1 bigint; not null; storage p; ',
  'column public.repos.rebuilt_branch': '10 text; storage x; ',
  'column public.repos.scan_look_at':
    "15 timestamp with time zone; not null; default (now() + '1 day'::interval); storage p; ",
  'column public.repos.scan_missing_since': '16 timestamp with time zone; storage p; ',
  'column public.repos.tracking_secret':
    '6 bytea; not null; default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())); storage x; ',
  'column public.repos.url': '5 text; storage x; ',
  'column public.scan_changes.files': '3 jsonb; not null; storage x; ',
  'column public.scan_changes.org_id': '1 bigint; not null; storage p; ',
  'column public.scan_changes.scan_id': '2 bigint; not null; storage p; ',
  'column public.scan_files.code_owners': '4 text; storage x; ',
  'column public.scan_files.org_id': '1 bigint; not null; storage p; ',
  'column public.scan_files.paths': '3 text[]; not null; storage x; ',
  'column public.scan_files.scan_id': '2 bigint; not null; storage p; ',
  'column public.scan_manifests.added_issue_ids': '7 bigint[]; not null; storage x; ',
  'column public.scan_manifests.difference': '6 bytea; not null; storage x; ',
  'column public.scan_manifests.groups': '11 jsonb; not null; storage x; ',
  'column public.scan_manifests.keyframe': '5 bytea; not null; storage x; ',
  'column public.scan_manifests.notes': '10 jsonb; not null; storage x; ',
  'column public.scan_manifests.org_id': '1 bigint; not null; storage p; ',
  'column public.scan_manifests.removed_issue_ids': '8 bigint[]; not null; storage x; ',
  'column public.scan_manifests.repo_id': '4 bigint; not null; storage p; ',
  'column public.scan_manifests.scan_id': '2 bigint; not null; storage p; ',
  'column public.scan_manifests.states': '9 bytea; not null; storage x; ',
  'column public.scan_manifests.stored_by': '12 xid8; not null; default pg_current_xact_id(); storage p; ',
  'column public.scan_manifests.tool': '3 text; not null; storage x; ',
  'column public.scans.appeared': '60 integer; storage p; ',
  'column public.scans.base_branch': '7 text; storage x; ',
  'column public.scans.base_commits': "40 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.scans.base_commits_behind': '45 integer; storage p; ',
  'column public.scans.base_scan_id': '43 bigint; storage p; ',
  'column public.scans.base_sha': '39 text; storage x; ',
  'column public.scans.baseline_generation': '10 integer; not null; storage p; ',
  'column public.scans.branch': '4 text; not null; storage x; ',
  'column public.scans.branch_deleted_at': '66 timestamp with time zone; storage p; ',
  'column public.scans.changed_lines_covered': '36 bigint; storage p; ',
  'column public.scans.changed_lines_total': '35 bigint; storage p; ',
  'column public.scans.commit_sha': '5 text; storage x; ',
  'column public.scans.completed_at': '20 timestamp with time zone; storage p; ',
  'column public.scans.completion_requested_at': '15 timestamp with time zone; storage p; ',
  'column public.scans.conclusion': '52 text; storage x; ',
  'column public.scans.counters': '27 jsonb; storage x; ',
  'column public.scans.coverage_detail': '48 jsonb; storage x; ',
  'column public.scans.coverage_file_count': '32 integer; not null; default 0; storage p; ',
  'column public.scans.coverage_pct': '56 double precision; storage p; ',
  'column public.scans.created_at': '18 timestamp with time zone; not null; default now(); storage p; ',
  'column public.scans.created_by': '17 text; not null; storage x; ',
  'column public.scans.deadline_at': '19 timestamp with time zone; not null; storage p; ',
  'column public.scans.debt_minutes': '58 integer; storage p; ',
  'column public.scans.default_branch': '8 text; not null; storage x; ',
  'column public.scans.details_deleted_at': '51 timestamp with time zone; storage p; ',
  'column public.scans.details_expired_at': '50 timestamp with time zone; storage p; ',
  'column public.scans.direction': '59 text; storage x; ',
  'column public.scans.disappeared': '61 integer; storage p; ',
  'column public.scans.duplication_pct': '21 double precision; storage p; ',
  'column public.scans.evaluation': '37 integer; not null; default 0; storage p; ',
  'column public.scans.expected_uploads': '13 integer; storage p; ',
  'column public.scans.extra_shas': "64 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.scans.failing_rules': '53 text[]; storage x; ',
  'column public.scans.failure_reason': '12 text; storage x; ',
  'column public.scans.files_parsed': '22 integer; storage p; ',
  'column public.scans.files_skipped': '23 integer; storage p; ',
  'column public.scans.findings_total': '54 integer; storage p; ',
  'column public.scans.fixed_count': '29 integer; storage p; ',
  'column public.scans.gate_status': '46 text; storage x; ',
  'column public.scans.has_changes': '31 boolean; not null; default false; storage p; ',
  'column public.scans.has_findings_report': '28 boolean; not null; default false; storage p; ',
  'column public.scans.id': '2 bigint; not null; identity a; storage p; ',
  'column public.scans.idempotency_key': '16 text; storage x; ',
  'column public.scans.is_base_chosen': '42 boolean; not null; default false; storage p; ',
  'column public.scans.is_base_exact': '44 boolean; not null; default false; storage p; ',
  'column public.scans.is_baseline_scan': '9 boolean; not null; storage p; ',
  'column public.scans.is_kept_from_baseline': '49 boolean; not null; default false; storage p; ',
  'column public.scans.is_timeout_recorded': '63 boolean; not null; default false; storage p; ',
  'column public.scans.is_untrusted': '65 boolean; not null; default false; storage p; ',
  'column public.scans.last_upload_at': '67 timestamp with time zone; storage p; ',
  'column public.scans.lines_covered': '34 bigint; not null; default 0; storage p; ',
  'column public.scans.lines_of_code': '24 bigint; storage p; ',
  'column public.scans.lines_total': '33 bigint; not null; default 0; storage p; ',
  'column public.scans.marks_changed_at': '38 timestamp with time zone; storage p; ',
  'column public.scans.may_be_base': '41 boolean; not null; default true; storage p; ',
  'column public.scans.named_tools': "47 jsonb; not null; default '[]'::jsonb; storage x; ",
  'column public.scans.new_total': '55 integer; storage p; ',
  'column public.scans.org_id': '1 bigint; not null; storage p; ',
  'column public.scans.policy_file': '26 text; storage x; ',
  'column public.scans.pr_number': '6 bigint; storage p; ',
  'column public.scans.quality_rating': '57 "char"; storage p; ',
  'column public.scans.repo_id': '3 bigint; not null; storage p; ',
  'column public.scans.state': "11 text; not null; default 'pending'::text; storage x; ",
  'column public.scans.tests_failed': '69 integer; storage p; ',
  'column public.scans.tests_total': '68 integer; storage p; ',
  'column public.scans.tool_versions': "25 jsonb; not null; default '{}'::jsonb; storage x; ",
  'column public.scans.tracking': '30 text; storage x; ',
  'column public.scans.uncovered_added': '62 jsonb; storage x; ',
  'column public.scans.uploads_received': '14 integer; not null; default 0; storage p; ',
  'column public.secrets_key.fingerprint': '2 text; not null; storage x; ',
  'column public.secrets_key.is_only': '1 boolean; not null; default true; storage p; ',
  'column public.test_uploads.content': '8 bytea; storage e; ',
  'column public.test_uploads.digest': '6 bytea; not null; storage x; ',
  'column public.test_uploads.id': '3 bigint; not null; identity a; storage p; ',
  'column public.test_uploads.org_id': '1 bigint; not null; storage p; ',
  'column public.test_uploads.report_path': '5 text; storage x; ',
  'column public.test_uploads.scan_id': '2 bigint; not null; storage p; ',
  'column public.test_uploads.test_count': '7 integer; not null; storage p; ',
  'column public.test_uploads.upload_key': '4 text; storage x; ',
  'column public.test_uploads.uploaded_at': '9 timestamp with time zone; not null; default now(); storage p; ',
  'column public.trusted_publishers.claims': '5 jsonb; not null; storage x; ',
  'column public.trusted_publishers.created_at': '10 timestamp with time zone; not null; storage p; ',
  'column public.trusted_publishers.created_by': '9 text; not null; storage x; ',
  'column public.trusted_publishers.created_by_user_id': '8 bigint; not null; storage p; ',
  'column public.trusted_publishers.id': '2 bigint; not null; identity a; storage p; ',
  'column public.trusted_publishers.issuer': '4 text; not null; storage x; ',
  'column public.trusted_publishers.kind': '3 text; not null; storage x; ',
  'column public.trusted_publishers.org_id': '1 bigint; not null; storage p; ',
  'column public.trusted_publishers.repo_id': '6 bigint; storage p; ',
  'column public.trusted_publishers.scopes': '7 text[]; not null; storage x; ',
  'column public.waiver_requests.created_at': '11 timestamp with time zone; not null; storage p; ',
  'column public.waiver_requests.created_by': '10 text; not null; storage x; ',
  'column public.waiver_requests.created_by_user_id': '9 bigint; not null; storage p; ',
  'column public.waiver_requests.decided_at': '15 timestamp with time zone; storage p; qg_app UPDATE',
  'column public.waiver_requests.decided_by': '14 text; storage x; qg_app UPDATE',
  'column public.waiver_requests.decided_by_user_id': '13 bigint; storage p; qg_app UPDATE',
  'column public.waiver_requests.decline_reason': '16 text; storage x; qg_app UPDATE',
  'column public.waiver_requests.expires_at': '8 timestamp with time zone; storage p; ',
  'column public.waiver_requests.id': '2 bigint; not null; identity a; storage p; ',
  'column public.waiver_requests.issue_id': '18 bigint; storage p; ',
  'column public.waiver_requests.max_actual': '7 jsonb; storage x; ',
  'column public.waiver_requests.org_id': '1 bigint; not null; storage p; ',
  'column public.waiver_requests.pr_number': '6 bigint; storage p; ',
  'column public.waiver_requests.problem': '19 jsonb; storage x; ',
  'column public.waiver_requests.reason': '4 text; not null; storage x; ',
  'column public.waiver_requests.repo_id': '5 bigint; storage p; ',
  'column public.waiver_requests.rule': '3 text; storage x; ',
  'column public.waiver_requests.state': "12 text; not null; default 'requested'::text; storage x; qg_app UPDATE",
  'column public.waiver_requests.waiver_id': '17 bigint; storage p; qg_app UPDATE',
  'column public.waiver_uses.last_used_at': '6 timestamp with time zone; not null; storage p; ',
  'column public.waiver_uses.org_id': '1 bigint; not null; storage p; ',
  'column public.waiver_uses.repo_id': '4 bigint; not null; storage p; ',
  'column public.waiver_uses.scan_id': '3 bigint; not null; storage p; ',
  'column public.waiver_uses.uses': '5 integer; not null; storage p; ',
  'column public.waiver_uses.waiver_id': '2 bigint; not null; storage p; ',
  'column public.waivers.created_at': '10 timestamp with time zone; not null; storage p; ',
  'column public.waivers.created_by': '9 text; not null; storage x; ',
  'column public.waivers.created_by_user_id': '8 bigint; storage p; ',
  'column public.waivers.expires_at': '11 timestamp with time zone; storage p; qg_app UPDATE',
  'column public.waivers.id': '2 bigint; not null; identity a; storage p; ',
  'column public.waivers.is_expiry_recorded': '14 boolean; not null; default false; storage p; qg_app UPDATE',
  'column public.waivers.max_actual': '7 jsonb; storage x; ',
  'column public.waivers.org_id': '1 bigint; not null; storage p; ',
  'column public.waivers.pr_number': '6 bigint; storage p; ',
  'column public.waivers.reason': '4 text; not null; storage x; ',
  'column public.waivers.repo_id': '5 bigint; storage p; ',
  'column public.waivers.revoked_at': '12 timestamp with time zone; storage p; qg_app UPDATE',
  'column public.waivers.revoked_by': '13 text; storage x; qg_app UPDATE',
  'column public.waivers.rule': '3 text; not null; storage x; ',
  'column public.webhooks.created_at': '18 timestamp with time zone; not null; storage p; ',
  'column public.webhooks.created_by': '17 text; not null; storage x; ',
  'column public.webhooks.deleted_at': '19 timestamp with time zone; storage p; ',
  'column public.webhooks.description': '4 text; storage x; ',
  'column public.webhooks.disabled_reason': '13 text; storage x; ',
  'column public.webhooks.events': '6 text[]; not null; storage x; ',
  'column public.webhooks.failing_since': '15 timestamp with time zone; storage p; ',
  'column public.webhooks.failures': '14 integer; not null; default 0; storage p; ',
  'column public.webhooks.format': '5 text; not null; storage x; ',
  'column public.webhooks.header_names': '9 text[]; not null; storage x; ',
  'column public.webhooks.headers': '8 bytea; storage x; ',
  'column public.webhooks.id': '2 bigint; not null; identity a; storage p; ',
  'column public.webhooks.org_id': '1 bigint; not null; storage p; ',
  'column public.webhooks.paused_until': '16 timestamp with time zone; storage p; ',
  'column public.webhooks.previous_secret': '11 bytea; storage x; ',
  'column public.webhooks.previous_until': '12 timestamp with time zone; storage p; ',
  'column public.webhooks.repo_ids': '7 bigint[]; storage x; ',
  'column public.webhooks.secret': '10 bytea; storage x; ',
  'column public.webhooks.url': '3 text; not null; storage x; ',
  'constraint auth.api_keys.api_keys_created_by_user_id_fkey':
    'FOREIGN KEY (created_by_user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.api_keys.api_keys_key_hash_key': 'UNIQUE (key_hash)',
  'constraint auth.api_keys.api_keys_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint auth.api_keys.api_keys_org_id_minted_by_fkey':
    'FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys(org_id, id) ON DELETE CASCADE',
  'constraint auth.api_keys.api_keys_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint auth.api_keys.api_keys_role_check':
    "CHECK ((role = ANY (ARRAY['VIEWER'::text, 'MEMBER'::text, 'ORG_ADMIN'::text, 'ORG_OWNER'::text])))",
  'constraint auth.identities.identities_pkey': 'PRIMARY KEY (issuer, subject)',
  'constraint auth.identities.identities_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.mails.mails_check':
    "CHECK ((((kind = 'invitation'::text) = (address IS NULL)) AND ((kind = 'invitation'::text) = (invitation_id IS NOT NULL))))",
  'constraint auth.mails.mails_kind_check':
    "CHECK ((kind = ANY (ARRAY['invitation'::text, 'password_reset'::text, 'password_changed'::text, 'security_notice'::text])))",
  'constraint auth.mails.mails_of_org_invitation_id_fkey':
    'FOREIGN KEY (of_org, invitation_id) REFERENCES public.invitations(org_id, id) ON DELETE CASCADE',
  'constraint auth.mails.mails_pkey': 'PRIMARY KEY (id)',
  'constraint auth.member_passwords.member_passwords_org_id_user_id_fkey':
    'FOREIGN KEY (org_id, user_id) REFERENCES public.members(org_id, user_id) ON DELETE CASCADE',
  'constraint auth.member_passwords.member_passwords_pkey': 'PRIMARY KEY (org_id, user_id)',
  'constraint auth.own_password_resets.own_password_resets_pkey': 'PRIMARY KEY (user_id)',
  'constraint auth.own_password_resets.own_password_resets_token_hash_key': 'UNIQUE (token_hash)',
  'constraint auth.own_password_resets.own_password_resets_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.passkeys.passkeys_credential_id_key': 'UNIQUE (credential_id)',
  'constraint auth.passkeys.passkeys_pkey': 'PRIMARY KEY (user_id, realm, id)',
  'constraint auth.passkeys.passkeys_user_id_fkey': 'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.password_attempts.password_attempts_pkey': 'PRIMARY KEY (lane)',
  'constraint auth.password_resets.password_resets_org_id_user_id_fkey':
    'FOREIGN KEY (org_id, user_id) REFERENCES public.members(org_id, user_id) ON DELETE CASCADE',
  'constraint auth.password_resets.password_resets_pkey': 'PRIMARY KEY (org_id, user_id)',
  'constraint auth.password_resets.password_resets_token_hash_key': 'UNIQUE (token_hash)',
  'constraint auth.recovery_codes.recovery_codes_pkey': 'PRIMARY KEY (user_id, realm, code_hash)',
  'constraint auth.recovery_codes.recovery_codes_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.refresh_tokens.refresh_tokens_pkey': 'PRIMARY KEY (token_hash)',
  'constraint auth.refresh_tokens.refresh_tokens_session_id_fkey':
    'FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE',
  'constraint auth.sessions.sessions_check': 'CHECK (((issuer IS NULL) = (subject IS NULL)))',
  'constraint auth.sessions.sessions_id_key': 'UNIQUE (id)',
  'constraint auth.sessions.sessions_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint auth.sessions.sessions_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint auth.sessions.sessions_user_id_fkey': 'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.totp_secrets.totp_secrets_pkey': 'PRIMARY KEY (user_id, realm)',
  'constraint auth.totp_secrets.totp_secrets_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.used_token_ids.used_token_ids_pkey': 'PRIMARY KEY (issuer, jti)',
  'constraint auth.users.users_pkey': 'PRIMARY KEY (id)',
  'constraint public.accepted_issues.accepted_issues_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.accepted_issues.accepted_issues_pkey': 'PRIMARY KEY (org_id, issue_id)',
  'constraint public.audit_chains.audit_chains_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.audit_chains.audit_chains_pkey': 'PRIMARY KEY (org_id)',
  'constraint public.audit_log.audit_log_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.audit_log.audit_log_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.baselines.baselines_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.baselines.baselines_pkey': 'PRIMARY KEY (org_id, repo_id, branch, tool)',
  'constraint public.cleared_baselines.cleared_baselines_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.cleared_baselines.cleared_baselines_pkey': 'PRIMARY KEY (org_id, repo_id, branch, tool)',
  'constraint public.coverage_keyframes.coverage_keyframes_pkey': 'PRIMARY KEY (org_id, repo_id, address)',
  'constraint public.coverage_manifests.coverage_manifests_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.coverage_manifests.coverage_manifests_pkey': 'PRIMARY KEY (org_id, scan_id, upload_id)',
  'constraint public.coverage_segments.coverage_segments_pkey': 'PRIMARY KEY (org_id, repo_id, address)',
  'constraint public.coverage_uploads.coverage_uploads_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.coverage_uploads.coverage_uploads_pkey': 'PRIMARY KEY (org_id, scan_id, id)',
  'constraint public.data_migrations.data_migrations_pkey': 'PRIMARY KEY (name)',
  'constraint public.deleted_repos.deleted_repos_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.deleted_repos.deleted_repos_pkey': 'PRIMARY KEY (org_id, repo_id)',
  'constraint public.deliveries.deliveries_org_id_event_id_fkey':
    'FOREIGN KEY (org_id, event_id) REFERENCES public.events(org_id, id) ON DELETE CASCADE',
  'constraint public.deliveries.deliveries_org_id_webhook_id_event_id_key': 'UNIQUE (org_id, webhook_id, event_id)',
  'constraint public.deliveries.deliveries_org_id_webhook_id_fkey':
    'FOREIGN KEY (org_id, webhook_id) REFERENCES public.webhooks(org_id, id) ON DELETE CASCADE',
  'constraint public.deliveries.deliveries_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.deliveries.deliveries_state_check':
    "CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'cancelled'::text])))",
  'constraint public.delivery_attempts.delivery_attempts_org_id_delivery_id_fkey':
    'FOREIGN KEY (org_id, delivery_id) REFERENCES public.deliveries(org_id, id) ON DELETE CASCADE',
  'constraint public.delivery_attempts.delivery_attempts_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.evaluations.evaluations_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.evaluations.evaluations_pkey': 'PRIMARY KEY (org_id, scan_id, number)',
  'constraint public.evaluations.evaluations_status_check':
    "CHECK ((status = ANY (ARRAY['passed'::text, 'failed'::text, 'not_configured'::text])))",
  'constraint public.events.events_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.events.events_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.events.events_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.finding_keyframes.finding_keyframes_pkey': 'PRIMARY KEY (org_id, repo_id, address)',
  'constraint public.finding_reports.finding_reports_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.finding_reports.finding_reports_pkey': 'PRIMARY KEY (org_id, scan_id, tool)',
  'constraint public.finding_reports.finding_reports_state_check':
    "CHECK ((state = ANY (ARRAY['ok'::text, 'partial'::text, 'failed'::text, 'not_run'::text])))",
  'constraint public.finding_segments.finding_segments_pkey': 'PRIMARY KEY (org_id, repo_id, address)',
  'constraint public.forge_reports.forge_reports_org_id_forge_id_fkey':
    'FOREIGN KEY (org_id, forge_id) REFERENCES public.forges(org_id, id) ON DELETE CASCADE',
  'constraint public.forge_reports.forge_reports_org_id_forge_id_repo_id_surface_commit_sha_pr_key':
    'UNIQUE NULLS NOT DISTINCT (org_id, forge_id, repo_id, surface, commit_sha, pr_number)',
  'constraint public.forge_reports.forge_reports_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.forge_reports.forge_reports_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.forge_reports.forge_reports_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.forge_reports.forge_reports_state_check':
    "CHECK ((state = ANY (ARRAY['waiting'::text, 'shown'::text, 'skipped'::text, 'failed'::text])))",
  'constraint public.forge_reports.forge_reports_surface_check':
    "CHECK ((surface = ANY (ARRAY['status'::text, 'check'::text, 'comment'::text])))",
  'constraint public.forges.forges_credentials_type_check':
    "CHECK ((credentials_type = ANY (ARRAY['app'::text, 'token'::text, 'basic'::text, 'oauth_client'::text])))",
  'constraint public.forges.forges_hook_public_id_key': 'UNIQUE (hook_public_id)',
  'constraint public.forges.forges_kind_check':
    "CHECK ((kind = ANY (ARRAY['github'::text, 'gitlab'::text, 'bitbucket'::text, 'azure'::text, 'gitea'::text])))",
  'constraint public.forges.forges_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.forges.forges_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.forges.forges_state_check':
    "CHECK ((state = ANY (ARRAY['ok'::text, 'needs_credentials'::text, 'unreachable'::text])))",
  'constraint public.gate_config_revisions.gate_config_revisions_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.gate_config_revisions.gate_config_revisions_pkey': 'PRIMARY KEY (org_id, revision)',
  'constraint public.gate_configs.gate_configs_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.gate_configs.gate_configs_pkey': 'PRIMARY KEY (org_id)',
  'constraint public.hook_deliveries.hook_deliveries_org_id_forge_id_delivery_id_key':
    'UNIQUE (org_id, forge_id, delivery_id)',
  'constraint public.hook_deliveries.hook_deliveries_org_id_forge_id_fkey':
    'FOREIGN KEY (org_id, forge_id) REFERENCES public.forges(org_id, id) ON DELETE CASCADE',
  'constraint public.hook_deliveries.hook_deliveries_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.invitations.invitations_invited_by_user_id_fkey':
    'FOREIGN KEY (invited_by_user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint public.invitations.invitations_mail_state_check':
    "CHECK ((mail_state = ANY (ARRAY['none'::text, 'waiting'::text, 'sent'::text, 'failed'::text])))",
  'constraint public.invitations.invitations_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.invitations.invitations_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.invitations.invitations_role_check':
    "CHECK ((role = ANY (ARRAY['VIEWER'::text, 'MEMBER'::text, 'ORG_ADMIN'::text, 'ORG_OWNER'::text])))",
  'constraint public.issue_blocks.issue_blocks_id_count_check': 'CHECK ((id_count > 0))',
  'constraint public.issue_blocks.issue_blocks_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.issue_blocks.issue_blocks_pkey': 'PRIMARY KEY (org_id, first_id)',
  'constraint public.issue_marks.issue_marks_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.issue_marks.issue_marks_pkey': 'PRIMARY KEY (org_id, issue_id)',
  'constraint public.jobs.jobs_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.jobs.jobs_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.jobs.jobs_state_check':
    "CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text])))",
  'constraint public.mapped_groups.mapped_groups_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.mapped_groups.mapped_groups_pkey': 'PRIMARY KEY (org_id, group_name)',
  'constraint public.mapped_groups.mapped_groups_role_check':
    "CHECK ((role = ANY (ARRAY['VIEWER'::text, 'MEMBER'::text, 'ORG_ADMIN'::text, 'ORG_OWNER'::text])))",
  'constraint public.mark_operations.mark_operations_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.members.members_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.members.members_origin_check':
    "CHECK ((origin = ANY (ARRAY['made'::text, 'accepted'::text, 'mapped'::text])))",
  'constraint public.members.members_pkey': 'PRIMARY KEY (org_id, user_id)',
  'constraint public.members.members_role_check':
    "CHECK ((role = ANY (ARRAY['VIEWER'::text, 'MEMBER'::text, 'ORG_ADMIN'::text, 'ORG_OWNER'::text])))",
  'constraint public.members.members_user_id_fkey': 'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint public.organization_quotas.organization_quotas_max_amount_check': 'CHECK ((max_amount >= 0))',
  'constraint public.organization_quotas.organization_quotas_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.organization_quotas.organization_quotas_pkey': 'PRIMARY KEY (org_id, quota)',
  'constraint public.organization_usage.organization_usage_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.organization_usage.organization_usage_pkey': 'PRIMARY KEY (org_id, quota, slot)',
  'constraint public.organizations.organizations_max_key_days_check': 'CHECK ((max_key_days > 0))',
  'constraint public.organizations.organizations_on_missing_tool_check':
    "CHECK ((on_missing_tool = ANY (ARRAY['warn'::text, 'fail'::text])))",
  'constraint public.organizations.organizations_on_tool_failure_check':
    "CHECK ((on_tool_failure = ANY (ARRAY['fail'::text, 'warn'::text])))",
  'constraint public.organizations.organizations_pkey': 'PRIMARY KEY (id)',
  'constraint public.organizations.organizations_repo_policy_check':
    "CHECK ((repo_policy = ANY (ARRAY['ignored'::text, 'tighten_only'::text, 'any'::text])))",
  'constraint public.organizations.organizations_slug_key': 'UNIQUE (slug)',
  'constraint public.organizations.organizations_stale_after_days_check':
    'CHECK (((stale_after_days >= 1) AND (stale_after_days <= 3650)))',
  'constraint public.organizations.organizations_untested_files_check':
    "CHECK ((untested_files = ANY (ARRAY['count'::text, 'warn'::text, 'ignore'::text])))",
  'constraint public.organizations.organizations_waiver_max_days_check': 'CHECK ((waiver_max_days > 0))',
  'constraint public.pull_requests.pull_requests_check': 'CHECK (((closed_at IS NULL) = (is_merged IS NULL)))',
  'constraint public.pull_requests.pull_requests_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.pull_requests.pull_requests_pkey': 'PRIMARY KEY (org_id, repo_id, number)',
  'constraint public.reevaluations.reevaluations_org_id_repo_id_pr_number_fkey':
    'FOREIGN KEY (org_id, repo_id, pr_number) REFERENCES public.pull_requests(org_id, repo_id, number) ON DELETE CASCADE',
  'constraint public.reevaluations.reevaluations_pkey': 'PRIMARY KEY (org_id, repo_id, pr_number)',
  'constraint public.reevaluations.reevaluations_trigger_check':
    "CHECK ((trigger = ANY (ARRAY['policy_changed'::text, 'waiver_changed'::text, 'mark_changed'::text])))",
  'constraint public.repo_forges.repo_forges_check': 'CHECK (((forge_id IS NULL) = (project IS NULL)))',
  'constraint public.repo_forges.repo_forges_org_id_forge_id_fkey':
    'FOREIGN KEY (org_id, forge_id) REFERENCES public.forges(org_id, id) ON DELETE CASCADE',
  'constraint public.repo_forges.repo_forges_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.repo_forges.repo_forges_pkey': 'PRIMARY KEY (org_id, repo_id)',
  'constraint public.repo_gate_config_revisions.repo_gate_config_revisions_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.repo_gate_config_revisions.repo_gate_config_revisions_pkey':
    'PRIMARY KEY (org_id, repo_id, revision)',
  'constraint public.repos.repos_forge_kind_check':
    "CHECK ((forge_kind = ANY (ARRAY['github'::text, 'gitlab'::text, 'bitbucket'::text, 'gitea'::text, 'azure'::text, 'none'::text])))",
  'constraint public.repos.repos_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.repos.repos_org_id_name_key': 'UNIQUE (org_id, name)',
  'constraint public.repos.repos_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.scan_changes.scan_changes_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.scan_changes.scan_changes_pkey': 'PRIMARY KEY (org_id, scan_id)',
  'constraint public.scan_files.scan_files_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.scan_files.scan_files_pkey': 'PRIMARY KEY (org_id, scan_id)',
  'constraint public.scan_manifests.scan_manifests_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.scan_manifests.scan_manifests_pkey': 'PRIMARY KEY (org_id, scan_id, tool)',
  'constraint public.scans.scans_direction_check':
    "CHECK ((direction = ANY (ARRAY['improving'::text, 'steady'::text, 'degrading'::text])))",
  'constraint public.scans.scans_gate_status_check':
    "CHECK ((gate_status = ANY (ARRAY['passed'::text, 'failed'::text, 'not_configured'::text])))",
  'constraint public.scans.scans_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.scans.scans_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.scans.scans_state_check':
    "CHECK ((state = ANY (ARRAY['pending'::text, 'completed'::text, 'failed'::text])))",
  'constraint public.secrets_key.secrets_key_is_only_check': 'CHECK (is_only)',
  'constraint public.secrets_key.secrets_key_pkey': 'PRIMARY KEY (is_only)',
  'constraint public.test_uploads.test_uploads_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.test_uploads.test_uploads_pkey': 'PRIMARY KEY (org_id, scan_id, id)',
  'constraint public.trusted_publishers.trusted_publishers_kind_check':
    "CHECK ((kind = ANY (ARRAY['github'::text, 'gitlab'::text, 'custom'::text])))",
  'constraint public.trusted_publishers.trusted_publishers_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.trusted_publishers.trusted_publishers_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.trusted_publishers.trusted_publishers_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.waiver_requests.waiver_requests_acceptance':
    'CHECK (((issue_id IS NULL) OR ((repo_id IS NOT NULL) AND (pr_number IS NULL) AND (max_actual IS NULL))))',
  'constraint public.waiver_requests.waiver_requests_approved':
    "CHECK ((((state = 'approved'::text) AND (issue_id IS NULL)) = (waiver_id IS NOT NULL)))",
  'constraint public.waiver_requests.waiver_requests_check': 'CHECK (((pr_number IS NULL) OR (repo_id IS NOT NULL)))',
  'constraint public.waiver_requests.waiver_requests_check2':
    "CHECK (((state = 'requested'::text) = (decided_at IS NULL)))",
  'constraint public.waiver_requests.waiver_requests_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.waiver_requests.waiver_requests_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.waiver_requests.waiver_requests_org_id_waiver_id_fkey':
    'FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers(org_id, id) ON DELETE CASCADE',
  'constraint public.waiver_requests.waiver_requests_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.waiver_requests.waiver_requests_problem': 'CHECK (((issue_id IS NULL) = (problem IS NULL)))',
  'constraint public.waiver_requests.waiver_requests_state_check':
    "CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'declined'::text, 'withdrawn'::text])))",
  'constraint public.waiver_requests.waiver_requests_subject': 'CHECK (((rule IS NULL) = (issue_id IS NOT NULL)))',
  'constraint public.waiver_uses.waiver_uses_org_id_scan_id_fkey':
    'FOREIGN KEY (org_id, scan_id) REFERENCES public.scans(org_id, id) ON DELETE CASCADE',
  'constraint public.waiver_uses.waiver_uses_org_id_waiver_id_fkey':
    'FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers(org_id, id) ON DELETE CASCADE',
  'constraint public.waiver_uses.waiver_uses_pkey': 'PRIMARY KEY (org_id, waiver_id, scan_id)',
  'constraint public.waivers.waivers_check': 'CHECK (((pr_number IS NULL) OR (repo_id IS NOT NULL)))',
  'constraint public.waivers.waivers_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.waivers.waivers_org_id_repo_id_fkey':
    'FOREIGN KEY (org_id, repo_id) REFERENCES public.repos(org_id, id) ON DELETE CASCADE',
  'constraint public.waivers.waivers_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.webhooks.webhooks_disabled_reason_check':
    "CHECK ((disabled_reason = ANY (ARRAY['gone'::text, 'failures'::text, 'person'::text, 'secret_unreadable'::text])))",
  'constraint public.webhooks.webhooks_format_check':
    "CHECK ((format = ANY (ARRAY['standard'::text, 'slack'::text, 'teams'::text])))",
  'constraint public.webhooks.webhooks_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.webhooks.webhooks_pkey': 'PRIMARY KEY (org_id, id)',
  'function auth.announce_mail()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body b8afbd967fd309bd8eb4529f4a745b4e',
  'function auth.apply_mapping(of_org bigint, of_user bigint, new_role text)':
    'of_org bigint, of_user bigint, new_role text; text; plpgsql; v; security definer... (de3e2a998c5d6664)',
  'function auth.bootstrap(org_name text, org_slug text, admin_email text, admin_name text, admin_hash text)':
    'org_name text, org_slug text, admin_email text, admin_name text, admin_hash text... (a2c71aeb66fb0f1a)',
  'function auth.claim_waiting_mails(at_most integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, lease_seconds integer, at timestamp with time zone; TABLE(id bi... (099afb559e62e2c2)',
  'function auth.confirm_totp(session uuid, step bigint, code_hashes bytea[])':
    'session uuid, step bigint, code_hashes bytea[]; boolean; plpgsql; v; security de... (fb21009c15b527d3)',
  'function auth.create_organization(new_name text, new_slug text)':
    'new_name text, new_slug text; bigint; sql; v; security definer; u; 100; 0; searc... (3e1c1ebb796e92e1)',
  'function auth.delete_lone_members(of_org bigint, at_most integer)':
    'of_org bigint, at_most integer; integer; plpgsql; v; security definer; u; 100; 0... (bc45dba5e9cae556)',
  'function auth.delete_rows(of_org bigint, of_table regclass, at_most integer)':
    'of_org bigint, of_table regclass, at_most integer; integer; plpgsql; v; security... (ea5d1cca516af9b8)',
  'function auth.delete_user(of_user bigint)':
    'of_user bigint; boolean; plpgsql; v; security definer; u; 100; 0; search_path=pg... (3e29ce8eb8a1dee3)',
  'function auth.end_access(to_org bigint, of_user bigint)':
    'to_org bigint, of_user bigint; void; sql; v; security definer; u; 100; 0; search... (0fb8f4ab3f75d474)',
  'function auth.end_own_password_reset()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body fa56a2e2ddde9f92913f0ae5533de1c4',
  'function auth.end_password_sessions()':
    '; trigger; plpgsql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 428fdcca1fc058ef3b799f5fd1b19dc5',
  'function auth.ensure_user(new_email text, new_name text, new_password_hash text, temporary boolean)':
    'new_email text, new_name text, new_password_hash text, temporary boolean; bigint... (fd1062b3f6e02c64)',
  'function auth.extend_session(session uuid, idle interval)':
    'session uuid, idle interval; void; sql; v; security definer; u; 100; 0; search_p... (4a6a5a6b7632a018)',
  'function auth.find_bound_key_holder(wanted bytea)':
    'wanted bytea; TABLE(key_id bigint, key_name text, role text, scopes text[], repo... (be0359e0ba704c8e)',
  'function auth.find_hook(wanted uuid)':
    'wanted uuid; TABLE(org_id bigint, id bigint, kind text, hook_secret bytea); sql;... (266b2606c9e22a31)',
  'function auth.find_invitation(wanted bytea)':
    'wanted bytea; TABLE(org_id bigint, id bigint); sql; s; security definer; u; 100;... (589acdcd792c6fef)',
  'function auth.find_passkey(credential bytea)':
    'credential bytea; TABLE(id uuid, user_id bigint, email text, realm bigint, publi... (f9797c8574d45d74)',
  'function auth.find_pending_totp(session uuid)':
    'session uuid; TABLE(user_id bigint, realm bigint, secret bytea); sql; s; securit... (c06fdbffb55f5371)',
  'function auth.find_user_by_email(wanted text)':
    'wanted text; TABLE(id bigint, email text, name text, password_hash text, is_supe... (eb5f0c200c7b63c8)',
  'function auth.find_users(wanted bigint[])':
    'wanted bigint[]; TABLE(id bigint, email text, name text, is_super_admin boolean)... (4f5a21ecd580a808)',
  'function auth.forget_second_factors()':
    '; trigger; plpgsql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 47644eeb2e921d54c3607f1e84de022d',
  'function auth.forget_second_factors_of(of_user bigint)':
    'of_user bigint; integer; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 126f3bc211c3d5ce503afc025fa771a4',
  'function auth.is_last_super_admin(of_user bigint)':
    'of_user bigint; boolean; plpgsql; v; security definer; u; 100; 0; search_path=pg... (9219618d0c1eceb5)',
  'function auth.is_member_of_one(of_org bigint, of_user bigint)':
    'of_org bigint, of_user bigint; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 1e4d84c34a574882f205c31e2e435c98',
  'function auth.is_open_to(of_org bigint, of_user bigint)':
    'of_org bigint, of_user bigint; boolean; sql; s; security definer; u; 100; 0; sea... (9b91f673e616e42b)',
  'function auth.list_organizations(after_id bigint, max_rows integer)':
    'after_id bigint, max_rows integer; TABLE(id bigint, name text, slug text, create... (cb0ac04baa0eef52)',
  'function auth.list_passkeys(session uuid)':
    'session uuid; TABLE(id uuid, name text, credential_id bytea, transports text[], ... (d292aa1e468507c7)',
  'function auth.make_own_password_reset(address text, hash bytea, lasts interval, counts boolean)':
    'address text, hash bytea, lasts interval, counts boolean; TABLE(outcome text, em... (ba87ccdcdd450006)',
  'function auth.may_reset_own_password(of_user bigint)':
    'of_user bigint; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 1599ac027a8992b87280e7be160f0670',
  'function auth.memberships_accepted_by(member bigint)':
    'member bigint; TABLE(org_id bigint, name text, slug text, role text); sql; s; se... (645ae1506bff37e3)',
  'function auth.memberships_of(member bigint)':
    'member bigint; TABLE(org_id bigint, name text, slug text, role text); sql; s; se... (e0b7c784c703bf0c)',
  'function auth.move_session(session uuid, to_org bigint)':
    'session uuid, to_org bigint; boolean; plpgsql; v; security definer; u; 100; 0; s... (604e041ac57d2035)',
  'function auth.organization_deleted_at(of_org bigint)':
    'of_org bigint; timestamp with time zone; sql; s; security definer; u; 100; 0; se... (5931f9b9bce5094a)',
  'function auth.organizations_open_to(of_user bigint, session uuid)':
    'of_user bigint, session uuid; TABLE(org_id bigint, name text, slug text, role te... (06dc73df3505c045)',
  'function auth.prove_second_factor(session uuid)':
    'session uuid; void; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 111d6d722bf439a880bb8501a5ecf94c',
  'function auth.queue_invitation_mail(for_org bigint, invitation bigint)':
    'for_org bigint, invitation bigint; void; sql; v; security definer; u; 100; 0; se... (0737d155dde53804)',
  'function auth.queue_mail(of_kind text, to_address text)':
    'of_kind text, to_address text; void; sql; v; security definer; u; 100; 0; search... (61bac51a11f45a79)',
  'function auth.record_key_uses(orgs bigint[], keys bigint[], uses bigint[], last_uses timestamp with time zone[])':
    'orgs bigint[], keys bigint[], uses bigint[], last_uses timestamp with time zone[... (4cf71f007091657b)',
  'function auth.refresh_session(spent bytea, fresh bytea, idle interval)':
    'spent bytea, fresh bytea, idle interval; TABLE(outcome text, session_id uuid, or... (6a587a175e0b80a7)',
  'function auth.remove_passkey(session uuid, passkey uuid)':
    'session uuid, passkey uuid; text; plpgsql; v; security definer; u; 100; 0; searc... (18ef1d28d5ebec4f)',
  'function auth.requires_second_factor(of_org bigint)':
    'of_org bigint; boolean; sql; s; security definer; u; 100; 0; search_path=pg_cata... (0697d1ddbab32abf)',
  'function auth.reserve_organization_id()':
    '; bigint; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body f942bdfb66d7c367a76fb33e8415421f',
  'function auth.reset_password_of(address text, new_hash text)':
    'address text, new_hash text; boolean; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body ed43114756cd40c949d8aeba2bf100ac',
  'function auth.reset_second_factors(of_org bigint, of_user bigint)':
    'of_org bigint, of_user bigint; integer; plpgsql; v; security definer; u; 100; 0;... (7d15bdef1dfb2c4f)',
  'function auth.reset_second_factors_of(address text)':
    'address text; integer; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 6fd65f7576dad1d37064c59d31b0c88c',
  'function auth.revoke_member_sessions(of_org bigint, of_user bigint)':
    'of_org bigint, of_user bigint; integer; plpgsql; v; security definer; u; 100; 0;... (978276512f3ba0da)',
  'function auth.revoke_minted_keys(of_org bigint, by_key bigint, at_time timestamp with time zone)':
    'of_org bigint, by_key bigint, at_time timestamp with time zone; integer; plpgsql... (d413604d3841a2db)',
  'function auth.set_member_password(to_org bigint, of_user bigint, new_hash text, temporary boolean)':
    'to_org bigint, of_user bigint, new_hash text, temporary boolean; void; sql; v; s... (8259991875121086)',
  'function auth.settle_mail(of_id bigint, of_lease uuid, next_at timestamp with time zone)':
    'of_id bigint, of_lease uuid, next_at timestamp with time zone; void; plpgsql; v;... (3d444df769e6f5e7)',
  'function auth.sign_in_addresses(of_email text)':
    'of_email text; SETOF text; sql; s; security definer; u; 100; 1000; search_path=p... (7aa59bd1aa32a21f)',
  'function auth.store_totp_secret(session uuid, sealed bytea)':
    'session uuid, sealed bytea; boolean; plpgsql; v; security definer; u; 100; 0; se... (9a9c2c89133b9833)',
  'function auth.take_password_attempt(of_lane bytea, free integer, longest_s integer, forget_after interval)':
    'of_lane bytea, free integer, longest_s integer, forget_after interval; double pr... (e056ed4da118fb22)',
  'function auth.take_totp_step(of_user bigint, of_realm bigint, step bigint)':
    'of_user bigint, of_realm bigint, step bigint; boolean; plpgsql; v; security defi... (e9db6c6e509594c1)',
  'function auth.use_passkey(credential bytea, signatures bigint)':
    'credential bytea, signatures bigint; boolean; plpgsql; v; security definer; u; 1... (d8cb7a4bf8c55e11)',
  'function auth.use_token_id(of_issuer text, wanted text, ends timestamp with time zone, at timestamp with time zone)':
    'of_issuer text, wanted text, ends timestamp with time zone, at timestamp with ti... (e2d4097d98e00f0b)',
  'function public.audit_faults()':
    '; TABLE(org_id bigint, id bigint, fault text); sql; s; u; 100; 1000; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 666dcc8e2f79ba438bc3e9356b62c63c',
  'function public.audit_hash(previous bytea, entry public.audit_log)':
    'previous bytea, entry public.audit_log; bytea; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body a61584ffa3d55823f24e4c0335ef047b',
  'function public.audit_personal_digest(entry public.audit_log)':
    'entry public.audit_log; bytea; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 0b14a89a456287fd451b4501af84cc04',
  'function public.claim_hook_deliveries(at_most integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, lease_seconds integer, at timestamp with time zone; TABLE(org_i... (5d46b3cbf203eb4a)',
  'function public.claim_job(known_kinds text[], lease_seconds integer)':
    'known_kinds text[], lease_seconds integer; TABLE(org_id bigint, id bigint, claim... (b8fe56617d918cb3)',
  'function public.claim_reevaluations(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (ff1dbf780fcb1242)',
  'function public.claim_secrets_key(claimed text)':
    'claimed text; text; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body edc776c9f157d14e25eac361458ad047',
  'function public.delete_manifests()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body d5785bdfe122dc80592da65dbecd88e0',
  'function public.find_expired_waivers(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer; TABLE(org_id bigint, id bigint); s... (7f8a7fb9e881f801)',
  'function public.find_repos_to_look_at(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer; TABLE(org_id bigint, id bigint); s... (8ecfdb7a35592a43)',
  'function public.find_timed_out_scans(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer; TABLE(org_id bigint, id bigint); s... (9f1c94d29fde5b2c)',
  'function public.forget_audit_entries(older_than_days integer, at_most integer)':
    'older_than_days integer, at_most integer; integer; plpgsql; v; security definer;... (07298f077e1fb7e6)',
  'function public.forget_events(older_than_days double precision, at_most integer)':
    'older_than_days double precision, at_most integer; integer; plpgsql; v; security... (8f49ced5f5d3d6a6)',
  'function public.lowest_forge_budgets(at timestamp with time zone)':
    'at timestamp with time zone; TABLE(kind text, remaining bigint); sql; s; securit... (2c00287b69ab2c74)',
  'function public.number_transaction()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body b4988cbd9675f06ea4577f0d0b46521b',
  'function public.oldest_pending_scan(at timestamp with time zone)':
    'at timestamp with time zone; timestamp with time zone; sql; s; security definer;... (8583f6e216101446)',
  'function public.outgoing_queue(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer DEFAULT 10000; TABLE(kind text, due... (c79e2681ab5c6b97)',
  'function public.queue_retention_jobs(kind text, at_most integer)':
    'kind text, at_most integer; integer; plpgsql; v; security definer; u; 100; 0; se... (2f54d9e1742d6762)',
  'function public.raise_sequences(of_org bigint)':
    'of_org bigint; void; plpgsql; v; security definer; u; 100; 0; search_path=pg_cat... (eecd128e087cb46c)',
  'function public.refuse_high_id(id bigint)':
    'id bigint; void; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body a8e40d5780a8faed9b3bcf81e73d90d3',
  'function public.seal_audit_entries(up_to bigint, before xid8, at_most integer)':
    'up_to bigint, before xid8, at_most integer; integer; plpgsql; v; security define... (1be8303d9a739c5f)',
  'function public.spread_events(at_most integer)':
    'at_most integer; integer; sql; v; security definer; u; 100; 0; search_path=pg_ca... (36a3454d7a555e2f)',
  'function public.take_issue_ids(id_count bigint)':
    'id_count bigint; bigint; plpgsql; v; security definer; u; 100; 0; search_path=pg... (13c9f49e5fbeed82)',
  'function public.tidy_deliveries()':
    '; void; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 37ffe614d555633bd8502e1130e016c6',
  'function public.unsealed_audit_entries()':
    '; TABLE(up_to bigint, before xid8); sql; s; security definer; u; 100; 1000; sear... (d213b082c9fbe931)',
  'index auth.api_keys.api_keys_key_hash_key':
    'CREATE UNIQUE INDEX api_keys_key_hash_key ON auth.api_keys USING btree (key_hash)',
  'index auth.api_keys.api_keys_minted_by':
    'CREATE INDEX api_keys_minted_by ON auth.api_keys USING btree (org_id, minted_by) WHERE (minted_by IS NOT NULL)',
  'index auth.api_keys.api_keys_pkey': 'CREATE UNIQUE INDEX api_keys_pkey ON auth.api_keys USING btree (org_id, id)',
  'index auth.identities.identities_pkey':
    'CREATE UNIQUE INDEX identities_pkey ON auth.identities USING btree (issuer, subject)',
  'index auth.identities.identities_user': 'CREATE INDEX identities_user ON auth.identities USING btree (user_id)',
  'index auth.mails.mails_invitation':
    'CREATE INDEX mails_invitation ON auth.mails USING btree (of_org, invitation_id)',
  'index auth.mails.mails_one_reset':
    "CREATE UNIQUE INDEX mails_one_reset ON auth.mails USING btree (lower(address)) WHERE (kind = 'password_reset'::text)",
  'index auth.mails.mails_pkey': 'CREATE UNIQUE INDEX mails_pkey ON auth.mails USING btree (id)',
  'index auth.member_passwords.member_passwords_pkey':
    'CREATE UNIQUE INDEX member_passwords_pkey ON auth.member_passwords USING btree (org_id, user_id)',
  'index auth.own_password_resets.own_password_resets_pkey':
    'CREATE UNIQUE INDEX own_password_resets_pkey ON auth.own_password_resets USING btree (user_id)',
  'index auth.own_password_resets.own_password_resets_token_hash_key':
    'CREATE UNIQUE INDEX own_password_resets_token_hash_key ON auth.own_password_resets USING btree (token_hash)',
  'index auth.passkeys.passkeys_credential_id_key':
    'CREATE UNIQUE INDEX passkeys_credential_id_key ON auth.passkeys USING btree (credential_id)',
  'index auth.passkeys.passkeys_pkey':
    'CREATE UNIQUE INDEX passkeys_pkey ON auth.passkeys USING btree (user_id, realm, id)',
  'index auth.password_attempts.password_attempts_last':
    'CREATE INDEX password_attempts_last ON auth.password_attempts USING btree (last_at)',
  'index auth.password_attempts.password_attempts_pkey':
    'CREATE UNIQUE INDEX password_attempts_pkey ON auth.password_attempts USING btree (lane)',
  'index auth.password_resets.password_resets_pkey':
    'CREATE UNIQUE INDEX password_resets_pkey ON auth.password_resets USING btree (org_id, user_id)',
  'index auth.password_resets.password_resets_token_hash_key':
    'CREATE UNIQUE INDEX password_resets_token_hash_key ON auth.password_resets USING btree (token_hash)',
  'index auth.recovery_codes.recovery_codes_pkey':
    'CREATE UNIQUE INDEX recovery_codes_pkey ON auth.recovery_codes USING btree (user_id, realm, code_hash)',
  'index auth.refresh_tokens.refresh_tokens_pkey':
    'CREATE UNIQUE INDEX refresh_tokens_pkey ON auth.refresh_tokens USING btree (token_hash)',
  'index auth.refresh_tokens.refresh_tokens_session':
    'CREATE INDEX refresh_tokens_session ON auth.refresh_tokens USING btree (session_id)',
  'index auth.sessions.sessions_id_key': 'CREATE UNIQUE INDEX sessions_id_key ON auth.sessions USING btree (id)',
  'index auth.sessions.sessions_identity':
    'CREATE INDEX sessions_identity ON auth.sessions USING btree (issuer, subject) WHERE (issuer IS NOT NULL)',
  'index auth.sessions.sessions_pkey': 'CREATE UNIQUE INDEX sessions_pkey ON auth.sessions USING btree (org_id, id)',
  'index auth.sessions.sessions_user': 'CREATE INDEX sessions_user ON auth.sessions USING btree (user_id)',
  'index auth.totp_secrets.totp_secrets_pkey':
    'CREATE UNIQUE INDEX totp_secrets_pkey ON auth.totp_secrets USING btree (user_id, realm)',
  'index auth.used_token_ids.used_token_ids_end':
    'CREATE INDEX used_token_ids_end ON auth.used_token_ids USING btree (expires_at)',
  'index auth.used_token_ids.used_token_ids_pkey':
    'CREATE UNIQUE INDEX used_token_ids_pkey ON auth.used_token_ids USING btree (issuer, jti)',
  'index auth.users.users_email': 'CREATE UNIQUE INDEX users_email ON auth.users USING btree (lower(email))',
  'index auth.users.users_pkey': 'CREATE UNIQUE INDEX users_pkey ON auth.users USING btree (id)',
  'index public.accepted_issues.accepted_issues_pkey':
    'CREATE UNIQUE INDEX accepted_issues_pkey ON public.accepted_issues USING btree (org_id, issue_id)',
  'index public.accepted_issues.accepted_issues_repo':
    'CREATE INDEX accepted_issues_repo ON public.accepted_issues USING btree (org_id, repo_id, tool)',
  'index public.audit_chains.audit_chains_pkey':
    'CREATE UNIQUE INDEX audit_chains_pkey ON public.audit_chains USING btree (org_id)',
  'index public.audit_log.audit_log_age': 'CREATE INDEX audit_log_age ON public.audit_log USING btree (at)',
  'index public.audit_log.audit_log_at': 'CREATE INDEX audit_log_at ON public.audit_log USING btree (org_id, at)',
  'index public.audit_log.audit_log_of_person':
    "CREATE INDEX audit_log_of_person ON public.audit_log USING btree (target_id) WHERE (target_type = ANY (ARRAY['member'::text, 'user'::text]))",
  'index public.audit_log.audit_log_person':
    "CREATE INDEX audit_log_person ON public.audit_log USING btree (actor_id) WHERE (actor_type = 'user'::text)",
  'index public.audit_log.audit_log_pkey':
    'CREATE UNIQUE INDEX audit_log_pkey ON public.audit_log USING btree (org_id, id)',
  'index public.audit_log.audit_log_unsealed':
    'CREATE INDEX audit_log_unsealed ON public.audit_log USING btree (org_id, id) WHERE (hash IS NULL)',
  'index public.baselines.baselines_pkey':
    'CREATE UNIQUE INDEX baselines_pkey ON public.baselines USING btree (org_id, repo_id, branch, tool)',
  'index public.cleared_baselines.cleared_baselines_pkey':
    'CREATE UNIQUE INDEX cleared_baselines_pkey ON public.cleared_baselines USING btree (org_id, repo_id, branch, tool)',
  'index public.coverage_keyframes.coverage_keyframes_pkey':
    'CREATE UNIQUE INDEX coverage_keyframes_pkey ON public.coverage_keyframes USING btree (org_id, repo_id, address)',
  'index public.coverage_manifests.coverage_manifests_newest':
    'CREATE INDEX coverage_manifests_newest ON public.coverage_manifests USING btree (org_id, repo_id, scan_id DESC, upload_id)',
  'index public.coverage_manifests.coverage_manifests_pkey':
    'CREATE UNIQUE INDEX coverage_manifests_pkey ON public.coverage_manifests USING btree (org_id, scan_id, upload_id)',
  'index public.coverage_segments.coverage_segments_pkey':
    'CREATE UNIQUE INDEX coverage_segments_pkey ON public.coverage_segments USING btree (org_id, repo_id, address)',
  'index public.coverage_uploads.coverage_uploads_digest':
    'CREATE UNIQUE INDEX coverage_uploads_digest ON public.coverage_uploads USING btr... (0a3dde55951f598b)',
  'index public.coverage_uploads.coverage_uploads_key':
    'CREATE UNIQUE INDEX coverage_uploads_key ON public.coverage_uploads USING btree (org_id, scan_id, upload_key) WHERE (upload_key IS NOT NULL)',
  'index public.coverage_uploads.coverage_uploads_pkey':
    'CREATE UNIQUE INDEX coverage_uploads_pkey ON public.coverage_uploads USING btree (org_id, scan_id, id)',
  'index public.data_migrations.data_migrations_pkey':
    'CREATE UNIQUE INDEX data_migrations_pkey ON public.data_migrations USING btree (name)',
  'index public.deleted_repos.deleted_repos_pkey':
    'CREATE UNIQUE INDEX deleted_repos_pkey ON public.deleted_repos USING btree (org_id, repo_id)',
  'index public.deliveries.deliveries_claimed':
    'CREATE INDEX deliveries_claimed ON public.deliveries USING btree (org_id, webhook_id, next_attempt_at) WHERE (lease IS NOT NULL)',
  'index public.deliveries.deliveries_due':
    "CREATE INDEX deliveries_due ON public.deliveries USING btree (org_id, webhook_id, next_attempt_at, id) WHERE ((state = 'pending'::text) AND (NOT is_ping))",
  'index public.deliveries.deliveries_event':
    'CREATE INDEX deliveries_event ON public.deliveries USING btree (org_id, event_id)',
  'index public.deliveries.deliveries_org_id_webhook_id_event_id_key':
    'CREATE UNIQUE INDEX deliveries_org_id_webhook_id_event_id_key ON public.deliveries USING btree (org_id, webhook_id, event_id)',
  'index public.deliveries.deliveries_pkey':
    'CREATE UNIQUE INDEX deliveries_pkey ON public.deliveries USING btree (org_id, id)',
  'index public.delivery_attempts.delivery_attempts_delivery':
    'CREATE INDEX delivery_attempts_delivery ON public.delivery_attempts USING btree (org_id, delivery_id, id)',
  'index public.delivery_attempts.delivery_attempts_pkey':
    'CREATE UNIQUE INDEX delivery_attempts_pkey ON public.delivery_attempts USING btree (org_id, id)',
  'index public.evaluations.evaluations_pkey':
    'CREATE UNIQUE INDEX evaluations_pkey ON public.evaluations USING btree (org_id, scan_id, number)',
  'index public.events.events_age': 'CREATE INDEX events_age ON public.events USING btree (created_at)',
  'index public.events.events_pkey': 'CREATE UNIQUE INDEX events_pkey ON public.events USING btree (org_id, id)',
  'index public.events.events_repo': 'CREATE INDEX events_repo ON public.events USING btree (org_id, repo_id, id)',
  'index public.events.events_unspread':
    'CREATE INDEX events_unspread ON public.events USING btree (org_id, id) WHERE (NOT is_spread)',
  'index public.finding_keyframes.finding_keyframes_pkey':
    'CREATE UNIQUE INDEX finding_keyframes_pkey ON public.finding_keyframes USING btree (org_id, repo_id, address)',
  'index public.finding_reports.finding_reports_pkey':
    'CREATE UNIQUE INDEX finding_reports_pkey ON public.finding_reports USING btree (org_id, scan_id, tool)',
  'index public.finding_segments.finding_segments_pkey':
    'CREATE UNIQUE INDEX finding_segments_pkey ON public.finding_segments USING btree (org_id, repo_id, address)',
  'index public.forge_reports.forge_reports_claimed':
    'CREATE INDEX forge_reports_claimed ON public.forge_reports USING btree (org_id, forge_id, repo_id) WHERE (lease IS NOT NULL)',
  'index public.forge_reports.forge_reports_commit':
    'CREATE INDEX forge_reports_commit ON public.forge_reports USING btree (org_id, repo_id, commit_sha)',
  'index public.forge_reports.forge_reports_due':
    'CREATE INDEX forge_reports_due ON public.forge_reports USING btree (org_id, forge_id, repo_id, due_at) WHERE (due_at IS NOT NULL)',
  'index public.forge_reports.forge_reports_org_id_forge_id_repo_id_surface_commit_sha_pr_key':
    'CREATE UNIQUE INDEX forge_reports_org_id_forge_id_repo_id_surface_commit_sha_pr_... (82e4572c2c250315)',
  'index public.forge_reports.forge_reports_pkey':
    'CREATE UNIQUE INDEX forge_reports_pkey ON public.forge_reports USING btree (org_id, id)',
  'index public.forge_reports.forge_reports_scan':
    'CREATE INDEX forge_reports_scan ON public.forge_reports USING btree (org_id, scan_id)',
  'index public.forges.forges_hook_public_id_key':
    'CREATE UNIQUE INDEX forges_hook_public_id_key ON public.forges USING btree (hook_public_id)',
  'index public.forges.forges_pkey': 'CREATE UNIQUE INDEX forges_pkey ON public.forges USING btree (org_id, id)',
  'index public.gate_config_revisions.gate_config_revisions_pkey':
    'CREATE UNIQUE INDEX gate_config_revisions_pkey ON public.gate_config_revisions USING btree (org_id, revision)',
  'index public.gate_configs.gate_configs_pkey':
    'CREATE UNIQUE INDEX gate_configs_pkey ON public.gate_configs USING btree (org_id)',
  'index public.hook_deliveries.hook_deliveries_due':
    'CREATE INDEX hook_deliveries_due ON public.hook_deliveries USING btree (org_id, forge_id, id) WHERE (due_at IS NOT NULL)',
  'index public.hook_deliveries.hook_deliveries_org_id_forge_id_delivery_id_key':
    'CREATE UNIQUE INDEX hook_deliveries_org_id_forge_id_delivery_id_key ON public.hook_deliveries USING btree (org_id, forge_id, delivery_id)',
  'index public.hook_deliveries.hook_deliveries_pkey':
    'CREATE UNIQUE INDEX hook_deliveries_pkey ON public.hook_deliveries USING btree (org_id, id)',
  'index public.hook_deliveries.hook_deliveries_received':
    'CREATE INDEX hook_deliveries_received ON public.hook_deliveries USING btree (org_id, forge_id, received_at)',
  'index public.invitations.invitations_invited_by':
    'CREATE INDEX invitations_invited_by ON public.invitations USING btree (invited_by_user_id)',
  'index public.invitations.invitations_pkey':
    'CREATE UNIQUE INDEX invitations_pkey ON public.invitations USING btree (org_id, id)',
  'index public.invitations.invitations_token_hash_key':
    'CREATE UNIQUE INDEX invitations_token_hash_key ON public.invitations USING btree (token_hash)',
  'index public.issue_blocks.issue_blocks_pkey':
    'CREATE UNIQUE INDEX issue_blocks_pkey ON public.issue_blocks USING btree (org_id, first_id)',
  'index public.issue_marks.issue_marks_pkey':
    'CREATE UNIQUE INDEX issue_marks_pkey ON public.issue_marks USING btree (org_id, issue_id)',
  'index public.issue_marks.issue_marks_repo':
    'CREATE INDEX issue_marks_repo ON public.issue_marks USING btree (org_id, repo_id, tool)',
  'index public.jobs.jobs_due':
    "CREATE INDEX jobs_due ON public.jobs USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))",
  'index public.jobs.jobs_pkey': 'CREATE UNIQUE INDEX jobs_pkey ON public.jobs USING btree (org_id, id)',
  'index public.mapped_groups.mapped_groups_group_name_key':
    'CREATE UNIQUE INDEX mapped_groups_group_name_key ON public.mapped_groups USING btree (group_name)',
  'index public.mapped_groups.mapped_groups_pkey':
    'CREATE UNIQUE INDEX mapped_groups_pkey ON public.mapped_groups USING btree (org_id, group_name)',
  'index public.mark_operations.mark_operations_made_at':
    'CREATE INDEX mark_operations_made_at ON public.mark_operations USING btree (org_id, made_at)',
  'index public.members.members_pkey':
    'CREATE UNIQUE INDEX members_pkey ON public.members USING btree (org_id, user_id)',
  'index public.members.members_user': 'CREATE INDEX members_user ON public.members USING btree (user_id)',
  'index public.organization_quotas.organization_quotas_pkey':
    'CREATE UNIQUE INDEX organization_quotas_pkey ON public.organization_quotas USING btree (org_id, quota)',
  'index public.organization_usage.organization_usage_pkey':
    'CREATE UNIQUE INDEX organization_usage_pkey ON public.organization_usage USING btree (org_id, quota, slot)',
  'index public.organizations.organizations_pkey':
    'CREATE UNIQUE INDEX organizations_pkey ON public.organizations USING btree (id)',
  'index public.organizations.organizations_retention':
    'CREATE INDEX organizations_retention ON public.organizations USING btree (retention_due_at)',
  'index public.organizations.organizations_slug_key':
    'CREATE UNIQUE INDEX organizations_slug_key ON public.organizations USING btree (slug)',
  'index public.pull_requests.pull_requests_by_scan':
    'CREATE INDEX pull_requests_by_scan ON public.pull_requests USING btree (org_id, repo_id, last_scan_id DESC)',
  'index public.pull_requests.pull_requests_pkey':
    'CREATE UNIQUE INDEX pull_requests_pkey ON public.pull_requests USING btree (org_id, repo_id, number)',
  'index public.reevaluations.reevaluations_claimed':
    'CREATE INDEX reevaluations_claimed ON public.reevaluations USING btree (org_id) WHERE (claimed_until IS NOT NULL)',
  'index public.reevaluations.reevaluations_due':
    'CREATE INDEX reevaluations_due ON public.reevaluations USING btree (org_id, requested_at, repo_id, pr_number)',
  'index public.reevaluations.reevaluations_pkey':
    'CREATE UNIQUE INDEX reevaluations_pkey ON public.reevaluations USING btree (org_id, repo_id, pr_number)',
  'index public.repo_forges.repo_forges_forge':
    'CREATE INDEX repo_forges_forge ON public.repo_forges USING btree (org_id, forge_id)',
  'index public.repo_forges.repo_forges_pkey':
    'CREATE UNIQUE INDEX repo_forges_pkey ON public.repo_forges USING btree (org_id, repo_id)',
  'index public.repo_gate_config_revisions.repo_gate_config_revisions_pkey':
    'CREATE UNIQUE INDEX repo_gate_config_revisions_pkey ON public.repo_gate_config_revisions USING btree (org_id, repo_id, revision)',
  'index public.repos.repos_org_id_name_key':
    'CREATE UNIQUE INDEX repos_org_id_name_key ON public.repos USING btree (org_id, name)',
  'index public.repos.repos_pkey': 'CREATE UNIQUE INDEX repos_pkey ON public.repos USING btree (org_id, id)',
  'index public.repos.repos_scan_look': 'CREATE INDEX repos_scan_look ON public.repos USING btree (scan_look_at)',
  'index public.scan_changes.scan_changes_pkey':
    'CREATE UNIQUE INDEX scan_changes_pkey ON public.scan_changes USING btree (org_id, scan_id)',
  'index public.scan_files.scan_files_pkey':
    'CREATE UNIQUE INDEX scan_files_pkey ON public.scan_files USING btree (org_id, scan_id)',
  'index public.scan_manifests.scan_manifests_keyframe':
    'CREATE INDEX scan_manifests_keyframe ON public.scan_manifests USING btree (org_id, repo_id, keyframe)',
  'index public.scan_manifests.scan_manifests_pkey':
    'CREATE UNIQUE INDEX scan_manifests_pkey ON public.scan_manifests USING btree (org_id, scan_id, tool)',
  'index public.scans.scans_branch':
    'CREATE INDEX scans_branch ON public.scans USING btree (org_id, repo_id, branch, id DESC)',
  'index public.scans.scans_branch_outside_pulls':
    'CREATE INDEX scans_branch_outside_pulls ON public.scans USING btree (org_id, repo_id, branch, id DESC) WHERE (pr_number IS NULL)',
  'index public.scans.scans_commit':
    'CREATE INDEX scans_commit ON public.scans USING btree (org_id, repo_id, "left"(commit_sha, 4), id DESC) WHERE (commit_sha IS NOT NULL)',
  'index public.scans.scans_deadline':
    "CREATE INDEX scans_deadline ON public.scans USING btree (deadline_at) WHERE ((state = 'pending'::text) AND (NOT is_timeout_recorded))",
  'index public.scans.scans_expired':
    'CREATE INDEX scans_expired ON public.scans USING btree (org_id, repo_id, id) WHERE ((details_expired_at IS NOT NULL) AND (details_deleted_at IS NULL))',
  'index public.scans.scans_pending':
    "CREATE INDEX scans_pending ON public.scans USING btree (org_id, repo_id, id) WHERE (state = 'pending'::text)",
  'index public.scans.scans_pkey': 'CREATE UNIQUE INDEX scans_pkey ON public.scans USING btree (org_id, id)',
  'index public.scans.scans_pull_request':
    'CREATE INDEX scans_pull_request ON public.scans USING btree (org_id, repo_id, pr_number, id DESC) WHERE (pr_number IS NOT NULL)',
  'index public.scans.scans_repo': 'CREATE INDEX scans_repo ON public.scans USING btree (org_id, repo_id, id DESC)',
  'index public.secrets_key.secrets_key_pkey':
    'CREATE UNIQUE INDEX secrets_key_pkey ON public.secrets_key USING btree (is_only)',
  'index public.test_uploads.test_uploads_key':
    'CREATE UNIQUE INDEX test_uploads_key ON public.test_uploads USING btree (org_id, scan_id, upload_key) WHERE (upload_key IS NOT NULL)',
  'index public.test_uploads.test_uploads_pkey':
    'CREATE UNIQUE INDEX test_uploads_pkey ON public.test_uploads USING btree (org_id, scan_id, id)',
  'index public.trusted_publishers.trusted_publishers_pkey':
    'CREATE UNIQUE INDEX trusted_publishers_pkey ON public.trusted_publishers USING btree (org_id, id)',
  'index public.trusted_publishers.trusted_publishers_project':
    'CREATE INDEX trusted_publishers_project ON public.trusted_publishers USING btree... (218e66c03ddda6c0)',
  'index public.waiver_requests.waiver_requests_open':
    "CREATE INDEX waiver_requests_open ON public.waiver_requests USING btree (org_id, id) WHERE (state = 'requested'::text)",
  'index public.waiver_requests.waiver_requests_pkey':
    'CREATE UNIQUE INDEX waiver_requests_pkey ON public.waiver_requests USING btree (org_id, id)',
  'index public.waiver_uses.waiver_uses_last':
    'CREATE INDEX waiver_uses_last ON public.waiver_uses USING btree (org_id, waiver_id, last_used_at, scan_id)',
  'index public.waiver_uses.waiver_uses_pkey':
    'CREATE UNIQUE INDEX waiver_uses_pkey ON public.waiver_uses USING btree (org_id, waiver_id, scan_id)',
  'index public.waiver_uses.waiver_uses_scan':
    'CREATE INDEX waiver_uses_scan ON public.waiver_uses USING btree (org_id, scan_id)',
  'index public.waivers.waivers_end':
    'CREATE INDEX waivers_end ON public.waivers USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (revoked_at IS NULL) AND (NOT is_expiry_recorded))',
  'index public.waivers.waivers_pkey': 'CREATE UNIQUE INDEX waivers_pkey ON public.waivers USING btree (org_id, id)',
  'index public.webhooks.webhooks_pkey':
    'CREATE UNIQUE INDEX webhooks_pkey ON public.webhooks USING btree (org_id, id)',
  'policy auth.api_keys.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy auth.api_keys.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (893cfb01d6876cb0)",
  'policy auth.api_keys.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy auth.api_keys.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy auth.member_passwords.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy auth.member_passwords.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy auth.member_passwords.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy auth.password_resets.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy auth.password_resets.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy auth.password_resets.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy auth.sessions.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy auth.sessions.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy auth.sessions.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.accepted_issues.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.accepted_issues.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.accepted_issues.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.accepted_issues.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.audit_chains.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.audit_chains.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.audit_chains.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.audit_log.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.audit_log.repo_wall_select':
    "restrictive; r; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (4c69f1d6be37681a)",
  'policy public.audit_log.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.audit_log.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.baselines.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.baselines.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.baselines.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.baselines.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.cleared_baselines.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.cleared_baselines.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.cleared_baselines.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.cleared_baselines.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.coverage_keyframes.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.coverage_keyframes.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.coverage_keyframes.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.coverage_keyframes.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.coverage_manifests.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.coverage_manifests.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.coverage_manifests.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.coverage_manifests.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.coverage_segments.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.coverage_segments.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.coverage_segments.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.coverage_segments.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.coverage_uploads.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.coverage_uploads.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.coverage_uploads.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.deleted_repos.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.deleted_repos.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.deleted_repos.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.deleted_repos.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.deliveries.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.deliveries.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.deliveries.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.delivery_attempts.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.delivery_attempts.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.delivery_attempts.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.evaluations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.evaluations.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.evaluations.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.events.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.events.repo_wall_select':
    "restrictive; r; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (4c69f1d6be37681a)",
  'policy public.events.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.events.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.finding_keyframes.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.finding_keyframes.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.finding_keyframes.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.finding_keyframes.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.finding_reports.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.finding_reports.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.finding_reports.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.finding_segments.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.finding_segments.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.finding_segments.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.finding_segments.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.forge_reports.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.forge_reports.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.forge_reports.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.forge_reports.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.forges.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.forges.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.forges.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.gate_config_revisions.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.gate_config_revisions.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.gate_config_revisions.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.gate_configs.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.gate_configs.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.gate_configs.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.hook_deliveries.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.hook_deliveries.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.hook_deliveries.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.invitations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.invitations.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.invitations.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.issue_blocks.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.issue_blocks.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.issue_blocks.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.issue_blocks.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.issue_marks.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.issue_marks.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.issue_marks.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.issue_marks.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.jobs.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.jobs.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.jobs.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.jobs.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.mapped_groups.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.mapped_groups.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.mapped_groups.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.mark_operations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.mark_operations.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.mark_operations.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.mark_operations.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.members.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.members.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.members.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.organization_quotas.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.organization_quotas.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.organization_quotas.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.organization_usage.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.organization_usage.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.organization_usage.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.organizations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.organizations.tenant':
    "permissive; *; qg_app; using (id = (NULLIF(current_setting('app.org_id'::text, t... (2aec703e151bb657)",
  'policy public.organizations.tenant_wall':
    "restrictive; *; qg_app; using (id = (NULLIF(current_setting('app.org_id'::text, ... (90879f7114c49762)",
  'policy public.pull_requests.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.pull_requests.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.pull_requests.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.pull_requests.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.reevaluations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.reevaluations.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.reevaluations.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.reevaluations.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.repo_forges.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.repo_forges.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.repo_forges.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.repo_forges.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.repo_gate_config_revisions.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.repo_gate_config_revisions.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.repo_gate_config_revisions.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.repo_gate_config_revisions.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.repos.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.repos.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (2d09edd871beb71a)",
  'policy public.repos.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((id IS NULL) OR (( SELECT current_setting... (df8bd0b07938cce7)',
  'policy public.repos.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.repos.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.scan_changes.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.scan_changes.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.scan_changes.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.scan_files.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.scan_files.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.scan_files.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.scan_manifests.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.scan_manifests.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.scan_manifests.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.scan_manifests.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.scans.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.scans.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.scans.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT current_se... (0b870c68f3295ce6)',
  'policy public.scans.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.scans.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.test_uploads.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.test_uploads.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.test_uploads.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.trusted_publishers.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.trusted_publishers.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.trusted_publishers.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT current_se... (e5aca9d4b0f8e255)',
  'policy public.trusted_publishers.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.trusted_publishers.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.waiver_requests.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.waiver_requests.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT current_se... (e5aca9d4b0f8e255)',
  'policy public.waiver_requests.repo_wall_insert':
    "restrictive; a; qg_app; check ((( SELECT (NULLIF(current_setting('app.repo_ids':... (a07c399ee688005b)",
  'policy public.waiver_requests.repo_wall_select':
    'restrictive; r; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT (NULLIF(cu... (b4212ee1f1ed3146)',
  'policy public.waiver_requests.repo_wall_update':
    "restrictive; w; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (5bc38576031771e3)",
  'policy public.waiver_requests.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.waiver_requests.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.waiver_uses.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.waiver_uses.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (51931ea5488f5acc)",
  'policy public.waiver_uses.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT current_se... (e5aca9d4b0f8e255)',
  'policy public.waiver_uses.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.waiver_uses.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.waivers.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.waivers.repo_wall_deleted':
    'restrictive; *; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT current_se... (0b870c68f3295ce6)',
  'policy public.waivers.repo_wall_insert':
    "restrictive; a; qg_app; check ((( SELECT (NULLIF(current_setting('app.repo_ids':... (a07c399ee688005b)",
  'policy public.waivers.repo_wall_select':
    'restrictive; r; qg_app; using (NULLIF(((repo_id IS NULL) OR (( SELECT (NULLIF(cu... (b4212ee1f1ed3146)',
  'policy public.waivers.repo_wall_update':
    "restrictive; w; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (5bc38576031771e3)",
  'policy public.waivers.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.waivers.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.webhooks.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.webhooks.repo_wall':
    "restrictive; *; qg_app; using (NULLIF(((( SELECT (NULLIF(current_setting('app.re... (893cfb01d6876cb0)",
  'policy public.webhooks.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.webhooks.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'relation auth.api_keys': 'r; owner qg_owner; row security; forced; qg_app INSERT',
  'relation auth.api_keys_id_seq': 'S; owner qg_owner; ',
  'relation auth.identities': 'r; owner qg_owner; ',
  'relation auth.mails': 'r; owner qg_owner; ',
  'relation auth.mails_id_seq': 'S; owner qg_owner; ',
  'relation auth.member_passwords': 'r; owner qg_owner; row security; forced; ',
  'relation auth.own_password_resets': 'r; owner qg_owner; ',
  'relation auth.passkeys': 'r; owner qg_owner; ',
  'relation auth.password_attempts': 'r; owner qg_owner; ',
  'relation auth.password_resets': 'r; owner qg_owner; row security; forced; ',
  'relation auth.recovery_codes': 'r; owner qg_owner; ',
  'relation auth.refresh_tokens': 'r; owner qg_owner; ',
  'relation auth.sessions': 'r; owner qg_owner; row security; forced; ',
  'relation auth.totp_secrets': 'r; owner qg_owner; ',
  'relation auth.used_token_ids': 'r; owner qg_owner; ',
  'relation auth.users': 'r; owner qg_owner; ',
  'relation auth.users_id_seq': 'S; owner qg_owner; ',
  'relation public.accepted_issues':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.audit_chains': 'r; owner qg_owner; row security; forced; qg_app SELECT',
  'relation public.audit_log': 'r; owner qg_owner; row security; forced; qg_app SELECT',
  'relation public.audit_log_id_seq': 'S; owner qg_owner; ',
  'relation public.baselines':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.cleared_baselines':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.coverage_keyframes':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.coverage_manifests':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.coverage_segments':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.coverage_uploads':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.coverage_uploads_id_seq': 'S; owner qg_owner; ',
  'relation public.data_migrations': 'r; owner qg_owner; ',
  'relation public.deleted_repos': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.deliveries':
    'r; owner qg_owner; row security; forced; fillfactor=70; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.deliveries_id_seq': 'S; owner qg_owner; ',
  'relation public.delivery_attempts':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.delivery_attempts_id_seq': 'S; owner qg_owner; ',
  'relation public.evaluations': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.events': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.events_id_seq': 'S; owner qg_owner; ',
  'relation public.finding_keyframes':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.finding_reports':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.finding_segments':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.forge_reports':
    'r; owner qg_owner; row security; forced; fillfactor=70; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.forge_reports_id_seq': 'S; owner qg_owner; ',
  'relation public.forges':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.forges_id_seq': 'S; owner qg_owner; ',
  'relation public.gate_config_revisions': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.gate_configs':
    'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.hook_deliveries':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.hook_deliveries_id_seq': 'S; owner qg_owner; ',
  'relation public.invitations': 'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.invitations_id_seq': 'S; owner qg_owner; ',
  'relation public.issue_blocks': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.issue_ids': 'S; owner qg_owner; qg_app USAGE',
  'relation public.issue_marks':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.jobs':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.jobs_id_seq': 'S; owner qg_owner; ',
  'relation public.mapped_groups':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.mark_operations':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.members':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.organization_quotas':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.organization_usage': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.organizations': 'r; owner qg_owner; row security; forced; qg_app SELECT',
  'relation public.organizations_id_seq': 'S; owner qg_owner; ',
  'relation public.pull_requests':
    'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.reevaluations':
    'r; owner qg_owner; row security; forced; fillfactor=70; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.repo_forges':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.repo_gate_config_revisions': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.repos':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.repos_id_seq': 'S; owner qg_owner; ',
  'relation public.scan_changes':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.scan_files':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.scan_manifests':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.scans':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.scans_id_seq': 'S; owner qg_owner; ',
  'relation public.secrets_key': 'r; owner qg_owner; ',
  'relation public.test_uploads':
    'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.test_uploads_id_seq': 'S; owner qg_owner; ',
  'relation public.trusted_publishers':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.trusted_publishers_id_seq': 'S; owner qg_owner; ',
  'relation public.waiver_requests': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.waiver_requests_id_seq': 'S; owner qg_owner; ',
  'relation public.waiver_uses': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.waivers': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT',
  'relation public.waivers_id_seq': 'S; owner qg_owner; ',
  'relation public.webhooks': 'r; owner qg_owner; row security; forced; qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.webhooks_id_seq': 'S; owner qg_owner; ',
  'schema auth': 'owner qg_owner; qg_app USAGE',
  'sequence auth.api_keys_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence auth.mails_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence auth.users_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.audit_log_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.coverage_uploads_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.deliveries_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.delivery_attempts_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.events_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.forge_reports_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.forges_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.hook_deliveries_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.invitations_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.issue_ids': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.jobs_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.organizations_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.repos_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.scans_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.test_uploads_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.trusted_publishers_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.waiver_requests_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.waivers_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'sequence public.webhooks_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'trigger auth.api_keys.announce_change':
    'CREATE TRIGGER announce_change AFTER UPDATE ON auth.api_keys FOR EACH ROW WHEN o... (ce8bc93542e85386)',
  'trigger auth.api_keys.announce_end':
    "CREATE TRIGGER announce_end AFTER DELETE ON auth.api_keys FOR EACH ROW EXECUTE FUNCTION public.announce_change'api_key', 'id'",
  'trigger auth.mails.announce_mail':
    'CREATE TRIGGER announce_mail AFTER INSERT ON auth.mails FOR EACH STATEMENT EXECUTE FUNCTION auth.announce_mail',
  'trigger auth.member_passwords.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON auth.member_passwords FOR EACH ROW EXECUTE FUNCTION public.announce_change'user', 'user_id'",
  'trigger auth.member_passwords.end_own_password_reset':
    'CREATE TRIGGER end_own_password_reset AFTER UPDATE ON auth.member_passwords FOR ... (0b2192c2dc7ffb72)',
  'trigger auth.passkeys.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW EXECUTE FUNCTION public.announce_change'user', 'user_id'",
  'trigger auth.sessions.announce_change':
    "CREATE TRIGGER announce_change AFTER DELETE OR UPDATE ON auth.sessions FOR EACH ROW EXECUTE FUNCTION public.announce_change'session', 'id'",
  'trigger auth.totp_secrets.announce_change':
    'CREATE TRIGGER announce_change AFTER UPDATE ON auth.totp_secrets FOR EACH ROW WH... (fefbd40c1ec9e08f)',
  'trigger auth.totp_secrets.announce_end':
    "CREATE TRIGGER announce_end AFTER DELETE ON auth.totp_secrets FOR EACH ROW EXECUTE FUNCTION public.announce_change'user', 'user_id'",
  'trigger auth.users.announce_change':
    "CREATE TRIGGER announce_change AFTER DELETE OR UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION public.announce_change'user', 'id'",
  'trigger auth.users.end_own_password_reset':
    'CREATE TRIGGER end_own_password_reset AFTER UPDATE ON auth.users FOR EACH ROW WH... (d4df6d614fd6072d)',
  'trigger public.audit_log.number_transaction':
    'CREATE TRIGGER number_transaction BEFORE INSERT ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.number_transaction',
  'trigger public.deleted_repos.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT ON public.deleted_repos FOR EACH ROW EXECUTE FUNCTION public.announce_change'gate', 'org_id'",
  'trigger public.events.announce_events':
    'CREATE TRIGGER announce_events AFTER INSERT ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.announce_events',
  'trigger public.events.settle_unwanted_event':
    'CREATE TRIGGER settle_unwanted_event BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.settle_unwanted_event',
  'trigger public.gate_configs.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.gate_configs FOR EACH ROW EXECUTE FUNCTION public.announce_change'gate', 'org_id'",
  'trigger public.members.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.members FOR EACH ROW EXECUTE FUNCTION public.announce_change'user', 'user_id'",
  'trigger public.members.forget_second_factors':
    'CREATE TRIGGER forget_second_factors AFTER DELETE ON public.members FOR EACH ROW EXECUTE FUNCTION auth.forget_second_factors',
  'trigger public.organization_quotas.announce_change':
    'CREATE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.organi... (94f1cd82e8d95e19)',
  'trigger public.organizations.announce_change':
    'CREATE TRIGGER announce_change AFTER UPDATE ON public.organizations FOR EACH ROW... (9b5fdc35aef444d9)',
  'trigger public.organizations.announce_deletion':
    'CREATE TRIGGER announce_deletion AFTER UPDATE ON public.organizations FOR EACH R... (6988456d019d3ee3)',
  'trigger public.organizations.announce_second_factor':
    'CREATE TRIGGER announce_second_factor AFTER UPDATE ON public.organizations FOR E... (16fa15e178e021b3)',
  'trigger public.organizations.end_password_sessions':
    'CREATE TRIGGER end_password_sessions AFTER UPDATE ON public.organizations FOR EA... (1f613c996384c7f9)',
  'trigger public.repo_gate_config_revisions.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT ON public.repo_gate_config_revisions FOR EACH ROW EXECUTE FUNCTION public.announce_change'gate', 'org_id'",
  'trigger public.repos.delete_finding_segments':
    'CREATE TRIGGER delete_finding_segments AFTER DELETE ON public.repos REFERENCING ... (ed2804dd322ccb3a)',
  'trigger public.repos.delete_segments_of_coverage':
    'CREATE TRIGGER delete_segments_of_coverage AFTER DELETE ON public.repos REFERENC... (bee7cf517120763c)',
  'trigger public.scans.announce_change':
    'CREATE TRIGGER announce_change AFTER UPDATE ON public.scans FOR EACH ROW WHEN ol... (4345437f13319ac4)',
  'trigger public.scans.announce_end':
    "CREATE TRIGGER announce_end AFTER DELETE ON public.scans FOR EACH ROW EXECUTE FUNCTION public.announce_change'scan', 'org_id', 'id'",
  'trigger public.trusted_publishers.announce_end':
    "CREATE TRIGGER announce_end AFTER DELETE ON public.trusted_publishers FOR EACH ROW EXECUTE FUNCTION public.announce_change'trusted_publisher', 'id'",
  'trigger public.waivers.announce_change':
    "CREATE TRIGGER announce_change AFTER INSERT OR DELETE OR UPDATE ON public.waivers FOR EACH ROW EXECUTE FUNCTION public.announce_change'gate', 'org_id'",
  'type public.finding_type': 'e; complexity, dead_code, duplication, coverage_gap, security, bug, code_smell',
  'type public.severity': 'e; critical, high, medium, low, info',
};

/** Further objects of its schema. */
export const BEFORE: SchemaDescription = {
  'constraint public.forge_reports.forge_reports_check':
    "CHECK ((((surface = 'comment'::text) = (pr_number IS NOT NULL)) AND ((pr_number IS NULL) = (commit_sha IS NOT NULL))))",
  'constraint public.mark_operations.mark_operations_pkey': 'PRIMARY KEY (org_id, id, repo_id)',
  'function auth.add_passkey(session uuid, called text, credential bytea, key bytea, signatures bigint, ways text[], code_hashes bytea[])':
    'session uuid, called text, credential bytea, key bytea, signatures bigint, ways ... (f95610b318e5e95d)',
  'function auth.admit_identity(of_issuer text, of_subject text, address text, called text)':
    'of_issuer text, of_subject text, address text, called text; bigint; plpgsql; v; ... (3aeb9d1d58721c9f)',
  'function auth.begin_provider_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (c125838fc16979b7)',
  'function auth.begin_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (d6dc8005fe2fe79b)',
  'function auth.begin_session_by_provider(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text, at_provider timestamp with time zone, has_second_factor boolean)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (e532a132778777fb)',
  'function auth.change_password(of_user bigint, new_hash text, kept_session uuid)':
    'of_user bigint, new_hash text, kept_session uuid; void; sql; v; security definer... (9bfb4787d0ecbb03)',
  'function auth.change_password_behind(session uuid, new_hash text)':
    'session uuid, new_hash text; void; plpgsql; v; security definer; u; 100; 0; sear... (c2d4d16cfa3c8c2d)',
  'function auth.claim_mails(at_most integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, lease_seconds integer, at timestamp with time zone; TABLE(id bi... (d90bc859b0572b98)',
  'function auth.clear_password_attempts(of_lane bytea)':
    'of_lane bytea; void; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 78d8975db09174a48ce951e40d976f74',
  'function auth.count_api_keys(wanted_org bigint, at_time timestamp with time zone)':
    'wanted_org bigint, at_time timestamp with time zone; bigint; sql; s; security de... (d21f3d0ddefa95b5)',
  'function auth.count_passkeys(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; integer; sql; s; security definer; u; 100; 0; sea... (eea8a49d7096c09c)',
  'function auth.count_recovery_codes(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; integer; sql; s; security definer; u; 100; 0; sea... (2af082510afe43fe)',
  'function auth.count_repos(wanted_org bigint)':
    'wanted_org bigint; bigint; sql; s; security definer; u; 100; 0; search_path=pg_c... (f8c2b7689b3a91e5)',
  'function auth.create_session(for_org bigint, for_user bigint, refresh_hash bytea, expires timestamp with time zone, from_address text, agent text)':
    'for_org bigint, for_user bigint, refresh_hash bytea, expires timestamp with time... (21e830a012f6ada0)',
  'function auth.end_provider_sessions(of_issuer text, of_subject text, sid text, until timestamp with time zone)':
    'of_issuer text, of_subject text, sid text, until timestamp with time zone; TABLE... (244a79972c6d4ca7)',
  'function auth.ensure_user(new_email text, new_name text, new_password_hash text)':
    'new_email text, new_name text, new_password_hash text; bigint; plpgsql; v; secur... (01558e671ec8e547)',
  'function auth.find_api_key_holder(wanted bytea)':
    'wanted bytea; TABLE(key_id bigint, key_name text, role text, scopes text[], org_... (27e38c2a41adbf2b)',
  'function auth.find_mappings(of_user bigint, domain text, groups text[])':
    'of_user bigint, domain text, groups text[]; TABLE(org_id bigint, role text); sql... (08f448977dfe91b8)',
  'function auth.find_password_reset(hash bytea)':
    'hash bytea; TABLE(org_id bigint, user_id bigint, email text); sql; s; security d... (d8b63a2f4d61ec28)',
  'function auth.find_person_behind(session uuid)':
    'session uuid; TABLE(session_id uuid, user_id bigint, email text, name text, is_s... (97f6d952deb76675)',
  'function auth.find_publisher_holder(of_org bigint, wanted bigint)':
    'of_org bigint, wanted bigint; TABLE(kind text, claims jsonb, repo_id bigint, sco... (6c8b6119c4019c2d)',
  'function auth.find_reset(hash bytea)':
    'hash bytea; TABLE(org_ids bigint[], user_id bigint, email text, expires_at times... (d6494cb856c630df)',
  'function auth.find_session_holder(session uuid)':
    'session uuid; TABLE(session_id uuid, user_id bigint, email text, name text, is_s... (6c7c369844dbd661)',
  'function auth.find_signed_in_person(session uuid)':
    'session uuid; TABLE(session_id uuid, user_id bigint, email text, name text, is_s... (2ecd08dc0c2cbc57)',
  'function auth.find_totp_secrets(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; TABLE(realm bigint, secret bytea); sql; s; securi... (1cd4a4c598f0c126)',
  'function auth.find_trusted_publishers(of_issuer text, projects text[], given jsonb)':
    'of_issuer text, projects text[], given jsonb; TABLE(org_id bigint, id bigint, ki... (34335abf4c5bef69)',
  'function auth.find_upload_holder(of_org bigint, wanted bigint, maker_type text, maker_id bigint)':
    'of_org bigint, wanted bigint, maker_type text, maker_id bigint; TABLE(repo_id bi... (5958af4fd7c9a12e)',
  'function auth.has_users()':
    '; boolean; sql; s; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body d66b21ae6182898667c1a79b47fb69c0',
  'function auth.import_organization(new_id bigint, new_slug text, exported json)':
    'new_id bigint, new_slug text, exported json; boolean; plpgsql; v; security defin... (62006cb2079588ca)',
  'function auth.link_identity(session uuid, of_issuer text, of_subject text, address text)':
    'session uuid, of_issuer text, of_subject text, address text; text; plpgsql; v; s... (6a8b5022970e2691)',
  'function auth.list_sessions(of_user bigint)':
    'of_user bigint; TABLE(id uuid, org_id bigint, address text, user_agent text, cre... (d0b64892170f3581)',
  'function auth.list_sessions_beside(session uuid)':
    'session uuid; TABLE(id uuid, org_id bigint, address text, user_agent text, creat... (f65a20e42da07b5f)',
  'function auth.password_behind(session uuid)':
    'session uuid; text; sql; s; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 0811c004caed9ba17db709c20f340fc1',
  'function auth.queue_notice(to_user bigint, by_session uuid, facts jsonb)':
    'to_user bigint, by_session uuid, facts jsonb; void; sql; v; security definer; u;... (b98c961d6487c634)',
  'function auth.remove_totp(session uuid)':
    'session uuid; boolean; plpgsql; v; security definer; u; 100; 0; search_path=pg_c... (659c67da45a7a169)',
  'function auth.reset_password(hash bytea, new_hash text)':
    'hash bytea, new_hash text; boolean; plpgsql; v; security definer; u; 100; 0; sea... (6f93040773abc363)',
  'function auth.reset_password_by_administrator(hash bytea, new_hash text)':
    'hash bytea, new_hash text; boolean; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body bd87cefdd1d5e8209f1e3031ef608fe1',
  'function auth.resolve_api_key(wanted bytea)':
    'wanted bytea; TABLE(key_id bigint, key_name text, role text, scopes text[], org_... (bb370e90a52a2a19)',
  'function auth.resolve_identity(of_issuer text, of_subject text, address text)':
    'of_issuer text, of_subject text, address text; TABLE(outcome text, user_id bigin... (6906d19f0e24556c)',
  'function auth.resolve_session(session uuid)':
    'session uuid; TABLE(session_id uuid, user_id bigint, email text, name text, is_s... (56467ae2e32cbc2e)',
  'function auth.revoke_session(session uuid, of_user bigint)':
    'session uuid, of_user bigint; timestamp with time zone; sql; v; security definer... (582d71c1b1cb0351)',
  'function auth.revoke_session_beside(ended uuid, session uuid)':
    'ended uuid, session uuid; timestamp with time zone; sql; v; security definer; u;... (5e440c521067907e)',
  'function auth.rotate_refresh_token(spent bytea, fresh bytea, expires timestamp with time zone)':
    'spent bytea, fresh bytea, expires timestamp with time zone; TABLE(outcome text, ... (28d01a89b8adea45)',
  'function auth.second_factor_owner(session uuid)':
    'session uuid; TABLE(user_id bigint, realm bigint, is_whole boolean, is_fresh boo... (f1a5398d40661881)',
  'function auth.sessions_beside(session uuid)':
    'session uuid; SETOF auth.sessions; sql; s; security definer; u; 100; 1000; searc... (facca57403730297)',
  'function auth.set_member_password(to_org bigint, of_user bigint, new_hash text)':
    'to_org bigint, of_user bigint, new_hash text; void; sql; v; security definer; u;... (48e1f79220de1341)',
  'function auth.sign_in_choices(of_user bigint)':
    'of_user bigint; TABLE(org_id bigint, name text, slug text, role text, password_h... (ffbc1022c39a9a66)',
  'function auth.store_password_reset(of_org bigint, of_user bigint, hash bytea, lasts interval)':
    'of_org bigint, of_user bigint, hash bytea, lasts interval; timestamp with time z... (3d7163d057eeef52)',
  'function auth.take_recovery_code(of_user bigint, of_org bigint, hash bytea)':
    'of_user bigint, of_org bigint, hash bytea; boolean; plpgsql; v; security definer... (7be4c4264129a4b8)',
  'function public.announce_change()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; PUBLIC EXECUTE; body 4ef6d3638072cf5abc3478c9dee6df83',
  'function public.announce_events()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; PUBLIC EXECUTE; body f6deeaebead42a8e886514ab997d2875',
  'function public.claim_deliveries(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (45e4bf5a6328122a)',
  'function public.claim_deliveries(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone, after_org bigint, after_webhook bigint)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (07219426cc4a5486)',
  'function public.claim_reports(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (93a71db720ed8c18)',
  'function public.delete_finding_segments()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; PUBLIC EXECUTE; body 8d7edd5dbbd1e0a9a81b276a76e46465',
  'function public.delete_segments_of_coverage()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; PUBLIC EXECUTE; body 3d99ada2f4e649d0df340277bc48b849',
  'function public.oldest_outgoing(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer DEFAULT 10000; TABLE(kind text, sec... (029f34e37607da63)',
  'function public.settle_unwanted_event()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; PUBLIC EXECUTE; body 6dd3e8936f6ea2327ceadada52cd70b6',
  'index public.jobs.jobs_unfinished':
    'CREATE UNIQUE INDEX jobs_unfinished ON public.jobs USING btree (org_id, kind, CO... (bccc2644b2232296)',
  'index public.mark_operations.mark_operations_pkey':
    'CREATE UNIQUE INDEX mark_operations_pkey ON public.mark_operations USING btree (org_id, id, repo_id)',
  'index public.scans.scans_idempotency':
    'CREATE UNIQUE INDEX scans_idempotency ON public.scans USING btree (org_id, idempotency_key) WHERE (idempotency_key IS NOT NULL)',
  'index public.scans.scans_unsummarized':
    'CREATE INDEX scans_unsummarized ON public.scans USING btree (id) WHERE ((evaluation > 0) AND (failing_rules IS NULL))',
};

/** Further objects of the schema of the first migration. */
export const AFTER: SchemaDescription = {
  'column auth.counted_notices.counted_since': '4 timestamp with time zone; not null; storage p; ',
  'column auth.counted_notices.event': '2 text; not null; storage x; ',
  'column auth.counted_notices.notices': '3 integer; not null; storage p; ',
  'column auth.counted_notices.user_id': '1 bigint; not null; storage p; ',
  'column auth.identities.id': '6 uuid; not null; default gen_random_uuid(); storage p; ',
  'column auth.password_resets.made_by': '7 bigint; storage p; ',
  'column auth.password_resets.minted_by': '6 bigint; storage p; ',
  'column auth.password_resets.unbinds_identities': '5 boolean; not null; default true; storage p; ',
  'column auth.spent_slugs.created_at': '3 timestamp with time zone; not null; storage p; ',
  'column auth.spent_slugs.of_org': '2 bigint; not null; storage p; ',
  'column auth.spent_slugs.slug': '1 text; not null; storage x; ',
  'column auth.unbound_identities.issuer': '1 text; not null; storage x; ',
  'column auth.unbound_identities.subject': '2 text; not null; storage x; ',
  'column auth.unbound_identities.until': '4 timestamp with time zone; not null; storage p; ',
  'column auth.unbound_identities.user_id': '3 bigint; not null; storage p; ',
  'column public.installation.database_oid': '3 oid; not null; storage p; ',
  'column public.installation.id': '2 uuid; not null; default gen_random_uuid(); storage p; ',
  'column public.installation.is_only': '1 boolean; not null; default true; storage p; ',
  'column public.invitations.minted_by': '12 bigint; storage p; ',
  'column public.made_invitations.address_digest': '3 bytea; not null; storage x; ',
  'column public.made_invitations.id': '2 bigint; not null; identity a; storage p; ',
  'column public.made_invitations.made_at': '4 timestamp with time zone; not null; storage p; ',
  'column public.made_invitations.org_id': '1 bigint; not null; storage p; ',
  'column public.mark_operations.job_id': '10 bigint; storage p; ',
  'column public.mark_operations.part': '9 integer; not null; default 0; storage p; ',
  'column public.members.minted_by': '8 bigint; storage p; ',
  'column public.organizations.retention_pending': '28 jsonb; storage x; qg_app UPDATE',
  'column public.organizations.tokens_from': '29 timestamp with time zone; storage p; ',
  'column public.project_proofs.forge_id': '4 bigint; not null; storage p; ',
  'column public.project_proofs.issuer': '2 text; not null; storage x; ',
  'column public.project_proofs.org_id': '1 bigint; not null; storage p; ',
  'column public.project_proofs.project_id': '3 text; not null; storage x; ',
  'column public.project_proofs.proven_at': '5 timestamp with time zone; not null; storage p; ',
  'column public.scans.publisher_run': '70 text; storage x; ',
  'column public.scans.unproven_commits': "71 text[]; not null; default '{}'::text[]; storage x; ",
  'column public.schema_version.is_only': '1 boolean; not null; default true; storage p; ',
  'column public.schema_version.number': '2 integer; not null; storage p; ',
  'column public.schema_version.oldest_serving': '3 integer; not null; storage p; ',
  'column public.trusted_publishers.contested_at': '15 timestamp with time zone; storage p; ',
  'column public.trusted_publishers.expires_at': '12 timestamp with time zone; storage p; ',
  'column public.trusted_publishers.is_disabled': '14 boolean; not null; default false; storage p; qg_app UPDATE',
  'column public.trusted_publishers.minted_by': '11 bigint; storage p; ',
  'column public.trusted_publishers.proof': '13 text; storage x; qg_app UPDATE',
  'column public.trusted_publishers.tokens_from': '16 timestamp with time zone; storage p; ',
  'constraint auth.counted_notices.counted_notices_pkey': 'PRIMARY KEY (user_id, event)',
  'constraint auth.counted_notices.counted_notices_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.identities.identities_id_key': 'UNIQUE (id)',
  'constraint auth.password_resets.password_resets_made_by_fkey':
    'FOREIGN KEY (made_by) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint auth.password_resets.password_resets_org_id_minted_by_fkey':
    'FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys(org_id, id) ON DELETE CASCADE',
  'constraint auth.spent_slugs.spent_slugs_pkey': 'PRIMARY KEY (slug)',
  'constraint auth.unbound_identities.unbound_identities_pkey': 'PRIMARY KEY (issuer, subject)',
  'constraint auth.unbound_identities.unbound_identities_user_id_fkey':
    'FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE',
  'constraint public.forge_reports.forge_reports_place':
    "CHECK ((((surface = 'comment'::text) = (commit_sha IS NULL)) AND ((commit_sha IS NOT NULL) OR (pr_number IS NOT NULL))))",
  'constraint public.installation.installation_is_only_check': 'CHECK (is_only)',
  'constraint public.installation.installation_pkey': 'PRIMARY KEY (is_only)',
  'constraint public.invitations.invitations_org_id_minted_by_fkey':
    'FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys(org_id, id) ON DELETE CASCADE',
  'constraint public.made_invitations.made_invitations_org_id_fkey':
    'FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE',
  'constraint public.made_invitations.made_invitations_pkey': 'PRIMARY KEY (org_id, id)',
  'constraint public.mark_operations.mark_operations_pkey': 'PRIMARY KEY (org_id, id, repo_id, part)',
  'constraint public.members.members_org_id_minted_by_fkey':
    'FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys(org_id, id) ON DELETE SET NULL (minted_by)',
  'constraint public.project_proofs.project_proofs_org_id_forge_id_fkey':
    'FOREIGN KEY (org_id, forge_id) REFERENCES public.forges(org_id, id) ON DELETE CASCADE',
  'constraint public.project_proofs.project_proofs_pkey': 'PRIMARY KEY (org_id, issuer, project_id)',
  'constraint public.schema_version.schema_version_check': 'CHECK ((oldest_serving <= number))',
  'constraint public.schema_version.schema_version_is_only_check': 'CHECK (is_only)',
  'constraint public.schema_version.schema_version_pkey': 'PRIMARY KEY (is_only)',
  'constraint public.trusted_publishers.trusted_publishers_org_id_minted_by_fkey':
    'FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys(org_id, id) ON DELETE CASCADE',
  'constraint public.trusted_publishers.trusted_publishers_proof_check':
    "CHECK ((proof = ANY (ARRAY['first'::text, 'exchange'::text, 'forge'::text])))",
  'function auth.add_passkey(session uuid, called text, credential bytea, key bytea, signatures bigint, ways text[], code_hashes bytea[])':
    'session uuid, called text, credential bytea, key bytea, signatures bigint, ways ... (ae88e7befdb63b01)',
  'function auth.admit_identity(of_issuer text, of_subject text, address text, called text)':
    'of_issuer text, of_subject text, address text, called text; bigint; plpgsql; v; ... (9f7f688ddd2ebc86)',
  'function auth.announce_staff()':
    '; trigger; plpgsql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 520e991d71a3b06ab4733281b870b112',
  'function auth.begin_provider_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (6b7535fb142aeefa)',
  'function auth.begin_session(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (707fbc94ddbcd0ae)',
  'function auth.begin_session_by_password(for_org bigint, for_user bigint, opened text, refresh_hash bytea, idle interval, longest interval, from_address text, agent text)':
    'for_org bigint, for_user bigint, opened text, refresh_hash bytea, idle interval,... (5c2cc4d6689d168e)',
  'function auth.begin_session_by_provider(for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text, at_provider timestamp with time zone, has_second_factor boolean)':
    'for_org bigint, for_user bigint, refresh_hash bytea, idle interval, longest inte... (c5caadf7d326ccfb)',
  'function auth.change_own_password(session uuid, new_hash text, keeps_identities boolean)':
    'session uuid, new_hash text, keeps_identities boolean; void; plpgsql; v; securit... (a9119ec71e44c975)',
  'function auth.change_password_behind(session uuid, new_hash text)':
    'session uuid, new_hash text; void; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body fb885d7a97e9d5aa6126b41c2ce43bc5',
  'function auth.claim_project(wanted bigint, at timestamp with time zone)':
    'wanted bigint, at timestamp with time zone; TABLE(org_id bigint, id bigint); plp... (c022b1c2cb830838)',
  'function auth.clear_password_attempts(of_lane bytea)':
    'of_lane bytea; void; sql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 565387c97a89de38c2d1ba3a62335d14',
  'function auth.count_api_keys(wanted_org bigint, at_time timestamp with time zone)':
    'wanted_org bigint, at_time timestamp with time zone; bigint; sql; s; security de... (25c48433e10ca66a)',
  'function auth.count_passkeys(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; integer; sql; s; security definer; u; 100; 0; sea... (f579b538b3fb97c6)',
  'function auth.count_recovery_codes(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; integer; sql; s; security definer; u; 100; 0; sea... (70d2e5cda0ca4426)',
  'function auth.count_repos(wanted_org bigint)':
    'wanted_org bigint; bigint; sql; s; security definer; u; 100; 0; search_path=pg_c... (7e47342e3e52563a)',
  'function auth.end_minted()':
    '; trigger; plpgsql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 9cc4adc454b195dac9b556da01121268',
  'function auth.end_minted_publishers()':
    '; trigger; plpgsql; v; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body b7a844afe923961c117086a42ca10ff6',
  'function auth.end_provider_sessions(of_issuer text, of_subject text, sid text, until timestamp with time zone)':
    'of_issuer text, of_subject text, sid text, until timestamp with time zone; TABLE... (36da02ea32c73fb1)',
  'function auth.end_tokens()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body b631d30d375e06c3e68286414020e914',
  'function auth.end_unproven_identities(of_user bigint, but_of uuid)':
    'of_user bigint, but_of uuid; integer; plpgsql; v; security definer; u; 100; 0; s... (81cec31ebc2b1f89)',
  'function auth.find_mappings(of_user bigint, domain text, groups text[])':
    'of_user bigint, domain text, groups text[]; TABLE(org_id bigint, role text); sql... (514c0e88778a2dd3)',
  'function auth.find_publisher_holder(of_org bigint, wanted bigint)':
    'of_org bigint, wanted bigint; TABLE(kind text, claims jsonb, repo_id bigint, sco... (d2166c92e35ca0b5)',
  'function auth.find_publishers(of_issuer text, projects text[], given jsonb, of_org bigint, of_slug text)':
    'of_issuer text, projects text[], given jsonb, of_org bigint, of_slug text; TABLE... (9b9e1a1c5478a494)',
  'function auth.find_reset(hash bytea)':
    'hash bytea; TABLE(org_ids bigint[], user_id bigint, email text, expires_at times... (4c985819bac25b6b)',
  'function auth.find_signed_in_person(session uuid)':
    'session uuid; TABLE(session_id uuid, user_id bigint, email text, name text, is_s... (5d64b871f0c1c5b8)',
  'function auth.find_totp_secrets(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; TABLE(realm bigint, secret bytea); sql; s; securi... (e667530518e4a3da)',
  'function auth.find_upload_holder(of_org bigint, wanted bigint, maker_type text, maker_id bigint)':
    'of_org bigint, wanted bigint, maker_type text, maker_id bigint; TABLE(repo_id bi... (bb1e6fab0f91d412)',
  'function auth.has_own_password(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body aa2ab61da0a01c67153ab8384e638d84',
  'function auth.has_users()':
    '; boolean; sql; s; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body 0de8d1259a9a58a6a845459777ac8b3e',
  'function auth.hold_membership(of_org bigint, of_user bigint)':
    'of_org bigint, of_user bigint; boolean; plpgsql; v; security definer; u; 100; 0;... (0472563fba5d88d6)',
  'function auth.import_organization(new_id bigint, new_slug text, exported json)':
    'new_id bigint, new_slug text, exported json; boolean; plpgsql; v; security defin... (8c9b4737424683e3)',
  'function auth.is_of_whole_person(session uuid)':
    'session uuid; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 3e9ff89f27546e12a204950098e5ba4b',
  'function auth.is_reset_allowed(made auth.password_resets)':
    'made auth.password_resets; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 9e1d7e066f1bc93e89b47d28b735d98d',
  'function auth.keep_spent_slug()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 3230dcc2ed3c116f41fea38d0c9a82ed',
  'function auth.link_identity(session uuid, of_issuer text, of_subject text, address text)':
    'session uuid, of_issuer text, of_subject text, address text; text; plpgsql; v; s... (ffc68cbc42a5724a)',
  'function auth.list_identities(session uuid)':
    'session uuid; TABLE(id uuid, issuer text, subject text, bound_at timestamp with ... (8fbacc75c964c8d7)',
  'function auth.list_own_sessions(session uuid)':
    'session uuid; TABLE(id uuid, org_id bigint, issuer text, address text, user_agen... (83669f78123d0b6c)',
  'function auth.make_member_reset(of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds boolean, by_key bigint, key_ends timestamp with time zone, by_user bigint)':
    'of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds boolean, by_k... (dfcdf7b71f8edcf0)',
  'function auth.own_sessions(session uuid)':
    'session uuid; SETOF auth.sessions; sql; s; u; 100; 1000; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 1ad9b83afb68425252b458b058f79fdb',
  'function auth.password_behind(session uuid)':
    'session uuid; text; sql; s; security definer; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; qg_app EXECUTE; body cb5b3ea0c911e74ccdc311646ef000b9',
  'function auth.password_of(of_user bigint, of_org bigint)':
    'of_user bigint, of_org bigint; text; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 35ed98dca52ccbd08e3e17b60394c2b9',
  'function auth.proves_person(session uuid)':
    'session uuid; boolean; sql; s; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body c7eb2534f4c1de62b65cf88622a59087',
  'function auth.queue_notice(to_user bigint, by_session uuid, facts jsonb)':
    'to_user bigint, by_session uuid, facts jsonb; void; plpgsql; v; security definer... (3c9456c32e6ed2a0)',
  'function auth.refuse_spent_slug()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body eaee6fd271448b29594a79b31beef6e8',
  'function auth.remove_totp(session uuid)':
    'session uuid; boolean; plpgsql; v; security definer; u; 100; 0; search_path=pg_c... (8ac05599995fad2c)',
  'function auth.reset_password(hash bytea, new_hash text)':
    'hash bytea, new_hash text; boolean; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 86d81c39bd485d9b15463149440fe037',
  'function auth.reset_password_by_administrator(hash bytea, new_hash text)':
    'hash bytea, new_hash text; boolean; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 06c2a6adf37e795edc6a69c2c404b80b',
  'function auth.reset_password_by_token(hash bytea, new_hash text)':
    'hash bytea, new_hash text; TABLE(identities integer, factors integer); plpgsql; ... (cf38c08205dff386)',
  'function auth.resolve_identity(of_issuer text, of_subject text, address text)':
    'of_issuer text, of_subject text, address text; TABLE(outcome text, user_id bigin... (f8403ed16e370ecb)',
  'function auth.revoke_own_session(ended uuid, session uuid)':
    'ended uuid, session uuid; timestamp with time zone; sql; v; security definer; u;... (f618ecd1d35900c9)',
  'function auth.second_factor_owner(session uuid)':
    'session uuid; TABLE(user_id bigint, realm bigint, is_whole boolean, is_fresh boo... (b25c1b1ee7c0a38e)',
  'function auth.session_lasts_ms(session uuid)':
    'session uuid; double precision; sql; s; security definer; u; 100; 0; search_path... (a3ef510069b31d42)',
  'function auth.sessions_beside(session uuid)':
    'session uuid; SETOF auth.sessions; sql; s; security definer; u; 100; 1000; searc... (29b00ce0cfa106d6)',
  'function auth.sign_in_choices(of_user bigint)':
    'of_user bigint; TABLE(org_id bigint, name text, slug text, role text, password_h... (6bca487c82c6d94c)',
  'function auth.staff_need_second_factor(required boolean)':
    'required boolean; boolean; sql; s; security definer; u; 100; 0; search_path=pg_c... (1010a1768231c2bd)',
  'function auth.store_password_reset(of_org bigint, of_user bigint, hash bytea, lasts interval)':
    'of_org bigint, of_user bigint, hash bytea, lasts interval; timestamp with time z... (5d3b6e36810f2110)',
  'function auth.take_recovery_code(of_user bigint, of_org bigint, hash bytea)':
    'of_user bigint, of_org bigint, hash bytea; boolean; plpgsql; v; security definer... (5e0da81819291474)',
  'function auth.tokens_since(of_org bigint, of_publisher bigint)':
    'of_org bigint, of_publisher bigint; numeric; sql; s; security definer; u; 100; 0... (33357b0034ee7515)',
  'function auth.unbind_identities(of_user bigint, wanted uuid)':
    'of_user bigint, wanted uuid; TABLE(id uuid, issuer text); sql; v; u; 100; 1000; ... (e3e54dd475214ada)',
  'function auth.unbind_identities_of(address text, wanted uuid)':
    'address text, wanted uuid; integer; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 310150dc63c74714cc538cf25af26e12',
  'function auth.unbind_identity(session uuid, wanted uuid)':
    'session uuid, wanted uuid; TABLE(outcome text, issuer text); plpgsql; v; securit... (aa23d07278a8d2c6)',
  'function public.announce_change()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 4ef6d3638072cf5abc3478c9dee6df83',
  'function public.announce_events()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body f6deeaebead42a8e886514ab997d2875',
  'function public.claim_deliveries(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone, after_org bigint, after_webhook bigint)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (c1279c7770213883)',
  'function public.claim_reports(at_most integer, of_each integer, lease_seconds integer, at timestamp with time zone)':
    'at_most integer, of_each integer, lease_seconds integer, at timestamp with time ... (e36c1fec3fd40931)',
  'function public.delete_finding_segments()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 8d7edd5dbbd1e0a9a81b276a76e46465',
  'function public.delete_segments_of_coverage()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 3d99ada2f4e649d0df340277bc48b849',
  'function public.oldest_outgoing(at timestamp with time zone, at_most integer)':
    'at timestamp with time zone, at_most integer DEFAULT 10000; TABLE(kind text, sec... (9a07f4e67388cd64)',
  'function public.settle_unwanted_event()':
    '; trigger; plpgsql; v; u; 100; 0; search_path=pg_catalog, pg_temp; owner qg_owner; ; body 6dd3e8936f6ea2327ceadada52cd70b6',
  'index auth.counted_notices.counted_notices_pkey':
    'CREATE UNIQUE INDEX counted_notices_pkey ON auth.counted_notices USING btree (user_id, event)',
  'index auth.identities.identities_id_key':
    'CREATE UNIQUE INDEX identities_id_key ON auth.identities USING btree (id)',
  'index auth.password_resets.password_resets_made_by':
    'CREATE INDEX password_resets_made_by ON auth.password_resets USING btree (made_by)',
  'index auth.password_resets.password_resets_minted_by':
    'CREATE INDEX password_resets_minted_by ON auth.password_resets USING btree (org_id, minted_by) WHERE (minted_by IS NOT NULL)',
  'index auth.spent_slugs.spent_slugs_pkey':
    'CREATE UNIQUE INDEX spent_slugs_pkey ON auth.spent_slugs USING btree (slug)',
  'index auth.unbound_identities.unbound_identities_pkey':
    'CREATE UNIQUE INDEX unbound_identities_pkey ON auth.unbound_identities USING btree (issuer, subject)',
  'index auth.unbound_identities.unbound_identities_user':
    'CREATE INDEX unbound_identities_user ON auth.unbound_identities USING btree (user_id)',
  'index auth.users.users_staff': 'CREATE INDEX users_staff ON auth.users USING btree (id) WHERE is_super_admin',
  'index public.installation.installation_pkey':
    'CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (is_only)',
  'index public.invitations.invitations_minted_by':
    'CREATE INDEX invitations_minted_by ON public.invitations USING btree (org_id, minted_by) WHERE (minted_by IS NOT NULL)',
  'index public.jobs.jobs_unfinished':
    'CREATE UNIQUE INDEX jobs_unfinished ON public.jobs USING btree (org_id, kind, CO... (14399c9a2780c756)',
  'index public.made_invitations.made_invitations_by_time':
    'CREATE INDEX made_invitations_by_time ON public.made_invitations USING btree (org_id, made_at)',
  'index public.made_invitations.made_invitations_pkey':
    'CREATE UNIQUE INDEX made_invitations_pkey ON public.made_invitations USING btree (org_id, id)',
  'index public.mark_operations.mark_operations_pkey':
    'CREATE UNIQUE INDEX mark_operations_pkey ON public.mark_operations USING btree (org_id, id, repo_id, part)',
  'index public.members.members_minted_by':
    'CREATE INDEX members_minted_by ON public.members USING btree (org_id, minted_by) WHERE (minted_by IS NOT NULL)',
  'index public.project_proofs.project_proofs_forge':
    'CREATE INDEX project_proofs_forge ON public.project_proofs USING btree (org_id, forge_id)',
  'index public.project_proofs.project_proofs_pkey':
    'CREATE UNIQUE INDEX project_proofs_pkey ON public.project_proofs USING btree (org_id, issuer, project_id)',
  'index public.scans.scans_idempotency_of_caller':
    'CREATE UNIQUE INDEX scans_idempotency_of_caller ON public.scans USING btree (org_id, created_by, idempotency_key) WHERE (idempotency_key IS NOT NULL)',
  'index public.schema_version.schema_version_pkey':
    'CREATE UNIQUE INDEX schema_version_pkey ON public.schema_version USING btree (is_only)',
  'index public.trusted_publishers.trusted_publishers_minted_by':
    'CREATE INDEX trusted_publishers_minted_by ON public.trusted_publishers USING btree (org_id, minted_by) WHERE (minted_by IS NOT NULL)',
  'policy public.made_invitations.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.made_invitations.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.made_invitations.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'policy public.project_proofs.owner_functions': 'permissive; *; qg_owner; using true; check true',
  'policy public.project_proofs.tenant':
    "permissive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::tex... (5cb4e1c72e1d613c)",
  'policy public.project_proofs.tenant_wall':
    "restrictive; *; qg_app; using (org_id = (NULLIF(current_setting('app.org_id'::te... (dd35d897328cfd30)",
  'relation auth.counted_notices': 'r; owner qg_owner; ',
  'relation auth.spent_slugs': 'r; owner qg_owner; ',
  'relation auth.unbound_identities': 'r; owner qg_owner; ',
  'relation public.installation': 'r; owner qg_owner; PUBLIC SELECT',
  'relation public.made_invitations':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT',
  'relation public.made_invitations_id_seq': 'S; owner qg_owner; ',
  'relation public.project_proofs':
    'r; owner qg_owner; row security; forced; qg_app DELETE, qg_app INSERT, qg_app SELECT, qg_app UPDATE',
  'relation public.schema_version': 'r; owner qg_owner; PUBLIC SELECT',
  'sequence public.made_invitations_id_seq': 'bigint 1 1 1 9223372036854775807 1 f',
  'trigger auth.api_keys.end_minted':
    'CREATE TRIGGER end_minted AFTER UPDATE OF revoked_at ON auth.api_keys FOR EACH R... (6907f3365518cc9e)',
  'trigger auth.api_keys.end_minted_publishers':
    'CREATE TRIGGER end_minted_publishers AFTER UPDATE OF revoked_at ON auth.api_keys... (52e930d46d3fd96f)',
  'trigger auth.passkeys.announce_staff':
    "CREATE TRIGGER announce_staff AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW EXECUTE FUNCTION auth.announce_staff'user_id'",
  'trigger auth.totp_secrets.announce_staff':
    "CREATE TRIGGER announce_staff AFTER INSERT OR DELETE OR UPDATE OF confirmed_at ON auth.totp_secrets FOR EACH ROW EXECUTE FUNCTION auth.announce_staff'user_id'",
  'trigger auth.users.announce_staff':
    "CREATE TRIGGER announce_staff AFTER UPDATE OF is_super_admin ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.announce_staff'id'",
  'trigger public.organizations.end_tokens':
    'CREATE TRIGGER end_tokens BEFORE UPDATE ON public.organizations FOR EACH ROW WHE... (da1979d195a7e4e2)',
  'trigger public.organizations.keep_spent_slug':
    'CREATE TRIGGER keep_spent_slug AFTER DELETE ON public.organizations FOR EACH ROW EXECUTE FUNCTION auth.keep_spent_slug',
  'trigger public.organizations.refuse_spent_slug':
    'CREATE TRIGGER refuse_spent_slug BEFORE INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION auth.refuse_spent_slug',
  'trigger public.trusted_publishers.announce_switch':
    'CREATE TRIGGER announce_switch AFTER UPDATE ON public.trusted_publishers FOR EAC... (acc3ac50c016ba7e)',
  'trigger public.trusted_publishers.end_tokens':
    'CREATE TRIGGER end_tokens BEFORE UPDATE ON public.trusted_publishers FOR EACH ROW WHEN NOT old.is_disabled AND new.is_disabled EXECUTE FUNCTION auth.end_tokens',
};
