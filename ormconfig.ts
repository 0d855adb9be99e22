import { DataSource } from 'typeorm';
import { CreateOrganizations1795478400000 } from './migrations/1795478400000-create-organizations.js';
import { CreateIdentity1795478400001 } from './migrations/1795478400001-create-identity.js';
import { CreateScans1795478400002 } from './migrations/1795478400002-create-scans.js';
import { CreateGate1795478400003 } from './migrations/1795478400003-create-gate.js';
import { CreateCoverage1795478400004 } from './migrations/1795478400004-create-coverage.js';
import { CreateAuditLog1795478400005 } from './migrations/1795478400005-create-audit-log.js';
import { AnnounceChanges1795478400010 } from './migrations/1795478400010-announce-changes.js';
import { SlowDownGuessing1795478400020 } from './migrations/1795478400020-slow-down-guessing.js';
import { KeepOrderOfVerdicts1795478400030 } from './migrations/1795478400030-keep-order-of-verdicts.js';
import { FindScansByBranch1795478400031 } from './migrations/1795478400031-find-scans-by-branch.js';
import { StoreCoverageInBulk1795478400040 } from './migrations/1795478400040-store-coverage-in-bulk.js';
import { ForgetOldAuditEntries1795478400050 } from './migrations/1795478400050-forget-old-audit-entries.js';
import { BindPasswordsToOrganizations1795478400051 } from './migrations/1795478400051-bind-passwords-to-organizations.js';
import { StoreFindingsInBulk1795478400060 } from './migrations/1795478400060-store-findings-in-bulk.js';
import { CountAttemptsAtOnce1795478400070 } from './migrations/1795478400070-count-attempts-at-once.js';
import { CheckOrganizationsOnce1795478400080 } from './migrations/1795478400080-check-organizations-once.js';
import { NumberFindingsInBulk1795478400090 } from './migrations/1795478400090-number-findings-in-bulk.js';
import { ForgetDigestsOfFindingsReports1795478400100 } from './migrations/1795478400100-forget-digests-of-findings-reports.js';
import { ChooseBases1795478400200 } from './migrations/1795478400200-choose-bases.js';
import { KeepStatusesWithScans1795478400201 } from './migrations/1795478400201-keep-statuses-with-scans.js';
import { ExplainNewness1795478400202 } from './migrations/1795478400202-explain-newness.js';
import { RememberRebuilds1795478400203 } from './migrations/1795478400203-remember-rebuilds.js';
import { NameBaselineBranches1795478400204 } from './migrations/1795478400204-name-baseline-branches.js';
import { KeepUnplacedCoverage1795478400220 } from './migrations/1795478400220-keep-unplaced-coverage.js';
import { StoreCoverageOfChanges1795478400221 } from './migrations/1795478400221-store-coverage-of-changes.js';
import { ExcludeFilesFromCoverage1795478400222 } from './migrations/1795478400222-exclude-files-from-coverage.js';
import { AddOrganizationSwitches1795478400230 } from './migrations/1795478400230-add-organization-switches.js';
import { KeepPoliciesOfRepositories1795478400231 } from './migrations/1795478400231-keep-policies-of-repositories.js';
import { KeepStatesOfReports1795478400240 } from './migrations/1795478400240-keep-states-of-reports.js';
import { KeepCopiesOfClones1795478400241 } from './migrations/1795478400241-keep-copies-of-clones.js';
import { BindKeysToRepositories1795478400250 } from './migrations/1795478400250-bind-keys-to-repositories.js';
import { KeepWhatNoBaselineTook1795478400260 } from './migrations/1795478400260-keep-what-no-baseline-took.js';
import { BoundWhatOrganizationsUse1795478400270 } from './migrations/1795478400270-bound-what-organizations-use.js';
import { MeasureStoredReports1795478400271 } from './migrations/1795478400271-measure-stored-reports.js';
import { StoreFindingsOnce1795478400280 } from './migrations/1795478400280-store-findings-once.js';
import { RecordDataMigrations1795478400290 } from './migrations/1795478400290-record-data-migrations.js';
import { StoreCoverageOnce1795478400291 } from './migrations/1795478400291-store-coverage-once.js';
import { CreateJobs1795478400300 } from './migrations/1795478400300-create-jobs.js';
import { DeleteRepositories1795478400301 } from './migrations/1795478400301-delete-repositories.js';
import { ExpireDetails1795478400302 } from './migrations/1795478400302-expire-details.js';
import { SummarizeScans1795478400303 } from './migrations/1795478400303-summarize-scans.js';
import { CreatePullRequests1795478400310 } from './migrations/1795478400310-create-pull-requests.js';
import { EstimateVisibleRows1795478400311 } from './migrations/1795478400311-estimate-visible-rows.js';
import { SwitchOrganizations1795478400320 } from './migrations/1795478400320-switch-organizations.js';
import { RecordWhatPagesShow1795478400321 } from './migrations/1795478400321-record-what-pages-show.js';
import { LinkToForges1795478400322 } from './migrations/1795478400322-link-to-forges.js';
import { KeepMarkOperations1795478400330 } from './migrations/1795478400330-keep-mark-operations.js';
import { AcceptIssues1795478400331 } from './migrations/1795478400331-accept-issues.js';
import { RequestAndCountWaivers1795478400340 } from './migrations/1795478400340-request-and-count-waivers.js';
import { KeepFactsOfEvaluations1795478400341 } from './migrations/1795478400341-keep-facts-of-evaluations.js';
import { StoreCodeOwners1795478400350 } from './migrations/1795478400350-store-code-owners.js';
import { StoreFingerprintOfKey1795478400370 } from './migrations/1795478400370-store-fingerprint-of-key.js';
import { NumberBadges1795478400371 } from './migrations/1795478400371-number-badges.js';
import { RecordEvents1795478400380 } from './migrations/1795478400380-record-events.js';
import { CreateWebhooks1795478400381 } from './migrations/1795478400381-create-webhooks.js';
import { DeliverEvents1795478400382 } from './migrations/1795478400382-deliver-events.js';
import { AnnounceWantedEvents1795478400383 } from './migrations/1795478400383-announce-wanted-events.js';
import { CreateTestUploads1795478400390 } from './migrations/1795478400390-create-test-uploads.js';
import { CreateForges1795478400400 } from './migrations/1795478400400-create-forges.js';
import { ReportToForges1795478400401 } from './migrations/1795478400401-report-to-forges.js';
import { CreateTrustedPublishers1795478400410 } from './migrations/1795478400410-create-trusted-publishers.js';
import { IssuePublisherTokens1795478400411 } from './migrations/1795478400411-issue-publisher-tokens.js';
import { MarkUntrustedScans1795478400412 } from './migrations/1795478400412-mark-untrusted-scans.js';
import { RequestAcceptances1795478400420 } from './migrations/1795478400420-request-acceptances.js';
import { ExpectVisibleRows1795478400425 } from './migrations/1795478400425-expect-visible-rows.js';
import { FindLinesOfRepositories1795478400426 } from './migrations/1795478400426-find-lines-of-repositories.js';
import { ClaimSecretsKey1795478400430 } from './migrations/1795478400430-claim-secrets-key.js';
import { ReceiveHooks1795478400440 } from './migrations/1795478400440-receive-hooks.js';
import { PaceReports1795478400441 } from './migrations/1795478400441-pace-reports.js';
import { ReevaluatePullRequests1795478400445 } from './migrations/1795478400445-reevaluate-pull-requests.js';
import { LookForMissingScans1795478400446 } from './migrations/1795478400446-look-for-missing-scans.js';
import { OrderDueDeliveries1795478400447 } from './migrations/1795478400447-order-due-deliveries.js';
import { SealAuditLog1795478400450 } from './migrations/1795478400450-seal-audit-log.js';
import { EndSessions1795478400451 } from './migrations/1795478400451-end-sessions.js';
import { ObserveScans1795478400470 } from './migrations/1795478400470-observe-scans.js';
import { MeasureOutgoing1795478400475 } from './migrations/1795478400475-measure-outgoing.js';
import { DeleteOrganizations1795478400480 } from './migrations/1795478400480-delete-organizations.js';
import { BindIdentities1795478400486 } from './migrations/1795478400486-bind-identities.js';
import { InviteMembers1795478400487 } from './migrations/1795478400487-invite-members.js';
import { MapGroups1795478400488 } from './migrations/1795478400488-map-groups.js';
import { ImportOrganizations1795478400490 } from './migrations/1795478400490-import-organizations.js';
import { SummarizeTests1795478400495 } from './migrations/1795478400495-summarize-tests.js';
import { SetTemporaryPasswords1795478400496 } from './migrations/1795478400496-set-temporary-passwords.js';
import { ResetPasswords1795478400497 } from './migrations/1795478400497-reset-passwords.js';
import { AddSecondFactors1795478400498 } from './migrations/1795478400498-add-second-factors.js';
import { SendMails1795478400501 } from './migrations/1795478400501-send-mails.js';
import { DeleteRowsByOrganization1795478400504 } from './migrations/1795478400504-delete-rows-by-organization.js';
import { ReportSecurityChanges1795478400510 } from './migrations/1795478400510-report-security-changes.js';
import { DateSignInsAtTheProvider1795478400511 } from './migrations/1795478400511-date-sign-ins-at-the-provider.js';
import { AddPasskeys1795478400520 } from './migrations/1795478400520-add-passkeys.js';
import { ClaimDeliveriesInTurn1795478400540 } from './migrations/1795478400540-claim-deliveries-in-turn.js';
import { SpreadEventsByIndex1795478400550 } from './migrations/1795478400550-spread-events-by-index.js';
import { ListOwnSessions1795478400600 } from './migrations/1795478400600-list-own-sessions.js';
import { UnbindIdentities1795478400601 } from './migrations/1795478400601-unbind-identities.js';
import { EndMintedPublishers1795478400610 } from './migrations/1795478400610-end-minted-publishers.js';
import { BindScansToRuns1795478400620 } from './migrations/1795478400620-bind-scans-to-runs.js';
import { ProvePublishers1795478400621 } from './migrations/1795478400621-prove-publishers.js';
import { KeepSpentSlugs1795478400622 } from './migrations/1795478400622-keep-spent-slugs.js';
import { CountInvitations1795478400650 } from './migrations/1795478400650-count-invitations.js';
import { NameInstallation1795478400670 } from './migrations/1795478400670-name-installation.js';
import { DelayRetention1795478400680 } from './migrations/1795478400680-delay-retention.js';
import { MarkByJobs1795478400681 } from './migrations/1795478400681-mark-by-jobs.js';
import { ProveCommits1795478400700 } from './migrations/1795478400700-prove-commits.js';
import { DateTokens1795478400701 } from './migrations/1795478400701-date-tokens.js';
import { BindIdempotencyKeys1795478400702 } from './migrations/1795478400702-bind-idempotency-keys.js';
import { ProveProjects1795478400703 } from './migrations/1795478400703-prove-projects.js';
import { RequireSecondFactorsOfStaff1795478400710 } from './migrations/1795478400710-require-second-factors-of-staff.js';
import { IndexStaff1795478400711 } from './migrations/1795478400711-index-staff.js';
import { EndWhatKeysMade1795478400712 } from './migrations/1795478400712-end-what-keys-made.js';
import { KeepOwnPasswords1795478400720 } from './migrations/1795478400720-keep-own-passwords.js';
import { JudgeResetLinks1795478400721 } from './migrations/1795478400721-judge-reset-links.js';
import { EndWhatWasPlanted1795478400722 } from './migrations/1795478400722-end-what-was-planted.js';
import { LimitNotices1795478400723 } from './migrations/1795478400723-limit-notices.js';
import { EndPlantedIdentities1795478400724 } from './migrations/1795478400724-end-planted-identities.js';
import { ConvertFindings } from './migrations/data/convert-findings.js';
import { countProblemChanges } from './migrations/data/count-problem-changes.js';
import { countWaiverUses } from './migrations/data/count-waiver-uses.js';
import { fillInFacts } from './migrations/data/fill-in-facts.js';
import { forgetUnmeasuredTotals } from './migrations/data/forget-unmeasured-totals.js';
import { storeCoverageOnce } from './migrations/data/store-coverage-once.js';
import { summarizeScans } from './migrations/data/summarize-scans.js';
import { parseDatabaseUrl } from './src/platform/database/connection.js';
import type { DataMigration } from './src/platform/database/data-migrations.js';
import { typeormOptions } from './src/platform/database/typeorm-options.js';

/** In the order in which they run. Landed migrations are never edited. */
export const MIGRATIONS = [
  CreateOrganizations1795478400000,
  CreateIdentity1795478400001,
  CreateScans1795478400002,
  CreateGate1795478400003,
  CreateCoverage1795478400004,
  CreateAuditLog1795478400005,
  AnnounceChanges1795478400010,
  SlowDownGuessing1795478400020,
  KeepOrderOfVerdicts1795478400030,
  FindScansByBranch1795478400031,
  StoreCoverageInBulk1795478400040,
  ForgetOldAuditEntries1795478400050,
  BindPasswordsToOrganizations1795478400051,
  StoreFindingsInBulk1795478400060,
  CountAttemptsAtOnce1795478400070,
  CheckOrganizationsOnce1795478400080,
  NumberFindingsInBulk1795478400090,
  ForgetDigestsOfFindingsReports1795478400100,
  ChooseBases1795478400200,
  KeepStatusesWithScans1795478400201,
  ExplainNewness1795478400202,
  RememberRebuilds1795478400203,
  NameBaselineBranches1795478400204,
  KeepUnplacedCoverage1795478400220,
  StoreCoverageOfChanges1795478400221,
  ExcludeFilesFromCoverage1795478400222,
  AddOrganizationSwitches1795478400230,
  KeepPoliciesOfRepositories1795478400231,
  KeepStatesOfReports1795478400240,
  KeepCopiesOfClones1795478400241,
  BindKeysToRepositories1795478400250,
  KeepWhatNoBaselineTook1795478400260,
  BoundWhatOrganizationsUse1795478400270,
  MeasureStoredReports1795478400271,
  StoreFindingsOnce1795478400280,
  RecordDataMigrations1795478400290,
  StoreCoverageOnce1795478400291,
  CreateJobs1795478400300,
  DeleteRepositories1795478400301,
  ExpireDetails1795478400302,
  SummarizeScans1795478400303,
  CreatePullRequests1795478400310,
  EstimateVisibleRows1795478400311,
  SwitchOrganizations1795478400320,
  RecordWhatPagesShow1795478400321,
  LinkToForges1795478400322,
  KeepMarkOperations1795478400330,
  AcceptIssues1795478400331,
  RequestAndCountWaivers1795478400340,
  KeepFactsOfEvaluations1795478400341,
  StoreCodeOwners1795478400350,
  StoreFingerprintOfKey1795478400370,
  NumberBadges1795478400371,
  RecordEvents1795478400380,
  CreateWebhooks1795478400381,
  DeliverEvents1795478400382,
  AnnounceWantedEvents1795478400383,
  CreateTestUploads1795478400390,
  CreateForges1795478400400,
  ReportToForges1795478400401,
  CreateTrustedPublishers1795478400410,
  IssuePublisherTokens1795478400411,
  MarkUntrustedScans1795478400412,
  RequestAcceptances1795478400420,
  ExpectVisibleRows1795478400425,
  FindLinesOfRepositories1795478400426,
  ClaimSecretsKey1795478400430,
  ReceiveHooks1795478400440,
  PaceReports1795478400441,
  ReevaluatePullRequests1795478400445,
  LookForMissingScans1795478400446,
  OrderDueDeliveries1795478400447,
  SealAuditLog1795478400450,
  EndSessions1795478400451,
  ObserveScans1795478400470,
  MeasureOutgoing1795478400475,
  DeleteOrganizations1795478400480,
  BindIdentities1795478400486,
  InviteMembers1795478400487,
  MapGroups1795478400488,
  ImportOrganizations1795478400490,
  SummarizeTests1795478400495,
  SetTemporaryPasswords1795478400496,
  ResetPasswords1795478400497,
  AddSecondFactors1795478400498,
  SendMails1795478400501,
  DeleteRowsByOrganization1795478400504,
  ReportSecurityChanges1795478400510,
  DateSignInsAtTheProvider1795478400511,
  AddPasskeys1795478400520,
  ClaimDeliveriesInTurn1795478400540,
  SpreadEventsByIndex1795478400550,
  ListOwnSessions1795478400600,
  UnbindIdentities1795478400601,
  EndMintedPublishers1795478400610,
  BindScansToRuns1795478400620,
  ProvePublishers1795478400621,
  KeepSpentSlugs1795478400622,
  CountInvitations1795478400650,
  NameInstallation1795478400670,
  DelayRetention1795478400680,
  MarkByJobs1795478400681,
  ProveCommits1795478400700,
  DateTokens1795478400701,
  BindIdempotencyKeys1795478400702,
  ProveProjects1795478400703,
  RequireSecondFactorsOfStaff1795478400710,
  IndexStaff1795478400711,
  EndWhatKeysMade1795478400712,
  KeepOwnPasswords1795478400720,
  JudgeResetLinks1795478400721,
  EndWhatWasPlanted1795478400722,
  LimitNotices1795478400723,
  EndPlantedIdentities1795478400724,
];

/** In the order in which they run, after all of the above. */
export const DATA_MIGRATIONS: readonly DataMigration[] = [
  new ConvertFindings(),
  storeCoverageOnce(),
  summarizeScans(),
  countWaiverUses(),
  fillInFacts(),
  forgetUnmeasuredTotals(),
  countProblemChanges(),
];

/** The data source of TypeORM's command line; the service itself connects through platform/database. */
export default new DataSource({
  ...typeormOptions(parseDatabaseUrl(process.env.DATABASE_URL ?? 'postgres://localhost/quality_gate'), {
    poolSize: 1,
  }),
  migrations: MIGRATIONS,
});
