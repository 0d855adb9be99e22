import { DataSource } from 'typeorm';
import { CreateSchema1795478401000 } from './migrations/1795478401000-create-schema.js';
import { NamePersonOfIdentity1795478401720 } from './migrations/1795478401720-name-person-of-identity.js';
import { SeparateIdentities1795478401800 } from './migrations/1795478401800-separate-identities.js';
import { NameWhoChangedWebhooks1795478401810 } from './migrations/1795478401810-name-who-changed-webhooks.js';
import { EndRightsOfSessions1795478401840 } from './migrations/1795478401840-end-rights-of-sessions.js';
import { EndRecentSecondFactors1795478401841 } from './migrations/1795478401841-end-recent-second-factors.js';
import { NotifyOrganizations1795478401842 } from './migrations/1795478401842-notify-organizations.js';
import { CreateWorkItems1795478401860 } from './migrations/1795478401860-create-work-items.js';
import { QueueMailsAsWork1795478401861 } from './migrations/1795478401861-queue-mails-as-work.js';
import { QueueReevaluationsAsWork1795478401862 } from './migrations/1795478401862-queue-reevaluations-as-work.js';
import { QueueHooksAsWork1795478401863 } from './migrations/1795478401863-queue-hooks-as-work.js';
import { LookBackAtCommits1795478401864 } from './migrations/1795478401864-look-back-at-commits.js';
import { QueueJobsAsWork1795478401865 } from './migrations/1795478401865-queue-jobs-as-work.js';
import { VersionTables1795478401900 } from './migrations/1795478401900-version-tables.js';
import { CompareByFile1795478401910 } from './migrations/1795478401910-compare-by-file.js';
import { CountDuplicatedLines1795478401930 } from './migrations/1795478401930-count-duplicated-lines.js';
import { KeepChosenPresets1795478401931 } from './migrations/1795478401931-keep-chosen-presets.js';
import { PlaceFindingsAgain1795478401940 } from './migrations/1795478401940-place-findings-again.js';
import { AnnounceReports1795478401941 } from './migrations/1795478401941-announce-reports.js';
import { StoreFileOwners1795478401960 } from './migrations/1795478401960-store-file-owners.js';
import { NameWhoChangedForges1795478401961 } from './migrations/1795478401961-name-who-changed-forges.js';
import { StoreTrendFacts1795478401962 } from './migrations/1795478401962-store-trend-facts.js';
import { AcceptDirectivesByExtent1795478402000 } from './migrations/1795478402000-accept-directives-by-extent.js';
import { StackPullRequests1795478402020 } from './migrations/1795478402020-stack-pull-requests.js';
import { FindStackedPullRequests1795478402021 } from './migrations/1795478402021-find-stacked-pull-requests.js';
import { TraceLandedChanges1795478402040 } from './migrations/1795478402040-trace-landed-changes.js';
import { KeepMarkedLines1795478402041 } from './migrations/1795478402041-keep-marked-lines.js';
import { MarkAgentsKeys1795478402060 } from './migrations/1795478402060-mark-agents-keys.js';
import { StoreRuleHelp1795478402080 } from './migrations/1795478402080-store-rule-help.js';
import { StoreSourceExcerpts1795478402081 } from './migrations/1795478402081-store-source-excerpts.js';
import { RotateApiKeys1795478402100 } from './migrations/1795478402100-rotate-api-keys.js';
import { NameRepositories1795478402101 } from './migrations/1795478402101-name-repositories.js';
import { NameCommits1795478402102 } from './migrations/1795478402102-name-commits.js';
import { IndexRecentPullRequests1795478402103 } from './migrations/1795478402103-index-recent-pull-requests.js';
import { SaveViews1795478402104 } from './migrations/1795478402104-save-views.js';
import { IndexSearch1795478402105 } from './migrations/1795478402105-index-search.js';
import { AcceptUpToASeverity1795478402160 } from './migrations/1795478402160-accept-up-to-a-severity.js';
import { StoreLoosenedSettings1795478402180 } from './migrations/1795478402180-store-loosened-settings.js';
import { JoinMergeGroups1795478402200 } from './migrations/1795478402200-join-merge-groups.js';
import { IndexTrees1795478402201 } from './migrations/1795478402201-index-trees.js';
import { KeepFlickeringLines1795478402202 } from './migrations/1795478402202-keep-flickering-lines.js';
import { ChainVerdicts1795478402240 } from './migrations/1795478402240-chain-verdicts.js';
import { NameScansOfAgents1795478402250 } from './migrations/1795478402250-name-scans-of-agents.js';
import { TraceSecretsOfKeys1795478402260 } from './migrations/1795478402260-trace-secrets-of-keys.js';
import { RankScansByTrust1795478402261 } from './migrations/1795478402261-rank-scans-by-trust.js';
import { DropScansOfAgents1795478402270 } from './migrations/1795478402270-drop-scans-of-agents.js';
import { NameSecretsOfTokens1795478402271 } from './migrations/1795478402271-name-secrets-of-tokens.js';
import { IndexMergeGroups1795478402290 } from './migrations/1795478402290-index-merge-groups.js';
import { CountVerdictChains1795478402310 } from './migrations/1795478402310-count-verdict-chains.js';
import { JudgeMakersOfTokens1795478402340 } from './migrations/1795478402340-judge-makers-of-tokens.js';
import { StoreFixes1795478402349 } from './migrations/1795478402349-store-fixes.js';
import { QueueReportsAsWork1795478402351 } from './migrations/1795478402351-queue-reports-as-work.js';
import { LookForDueWork1795478402352 } from './migrations/1795478402352-look-for-due-work.js';
import { QueueDeliveriesAsWork1795478402353 } from './migrations/1795478402353-queue-deliveries-as-work.js';
import { SealFilesAndBases1795478402354 } from './migrations/1795478402354-seal-files-and-bases.js';
import { NameLastUses1795478402355 } from './migrations/1795478402355-name-last-uses.js';
import { AnnounceInboxes1795478402370 } from './migrations/1795478402370-announce-inboxes.js';
import { HoldQueuesOfCopies1795478402380 } from './migrations/1795478402380-hold-queues-of-copies.js';
import { SealSuperAdmins1795478402390 } from './migrations/1795478402390-seal-super-admins.js';
import { CountFindingsBefore1795478402410 } from './migrations/1795478402410-count-findings-before.js';
import { ListOwnSessions1795478400600 } from './migrations/takeover/1795478400600-list-own-sessions.js';
import { UnbindIdentities1795478400601 } from './migrations/takeover/1795478400601-unbind-identities.js';
import { EndMintedPublishers1795478400610 } from './migrations/takeover/1795478400610-end-minted-publishers.js';
import { BindScansToRuns1795478400620 } from './migrations/takeover/1795478400620-bind-scans-to-runs.js';
import { ProvePublishers1795478400621 } from './migrations/takeover/1795478400621-prove-publishers.js';
import { KeepSpentSlugs1795478400622 } from './migrations/takeover/1795478400622-keep-spent-slugs.js';
import { CountInvitations1795478400650 } from './migrations/takeover/1795478400650-count-invitations.js';
import { NameInstallation1795478400670 } from './migrations/takeover/1795478400670-name-installation.js';
import { DelayRetention1795478400680 } from './migrations/takeover/1795478400680-delay-retention.js';
import { MarkByJobs1795478400681 } from './migrations/takeover/1795478400681-mark-by-jobs.js';
import { ProveCommits1795478400700 } from './migrations/takeover/1795478400700-prove-commits.js';
import { DateTokens1795478400701 } from './migrations/takeover/1795478400701-date-tokens.js';
import { BindIdempotencyKeys1795478400702 } from './migrations/takeover/1795478400702-bind-idempotency-keys.js';
import { ProveProjects1795478400703 } from './migrations/takeover/1795478400703-prove-projects.js';
import { RequireSecondFactorsOfStaff1795478400710 } from './migrations/takeover/1795478400710-require-second-factors-of-staff.js';
import { IndexStaff1795478400711 } from './migrations/takeover/1795478400711-index-staff.js';
import { EndWhatKeysMade1795478400712 } from './migrations/takeover/1795478400712-end-what-keys-made.js';
import { KeepOwnPasswords1795478400720 } from './migrations/takeover/1795478400720-keep-own-passwords.js';
import { JudgeResetLinks1795478400721 } from './migrations/takeover/1795478400721-judge-reset-links.js';
import { EndWhatWasPlanted1795478400722 } from './migrations/takeover/1795478400722-end-what-was-planted.js';
import { LimitNotices1795478400723 } from './migrations/takeover/1795478400723-limit-notices.js';
import { EndPlantedIdentities1795478400724 } from './migrations/takeover/1795478400724-end-planted-identities.js';
import {
  AFTER,
  BEFORE,
  OLDEST,
  OLDEST_CONVERSIONS,
  OLDEST_MIGRATIONS,
  UNCHANGED,
} from './migrations/takeover/known-schema.js';
import { reachInitialSchema } from './migrations/takeover/reach-initial-schema.js';
import { parseDatabaseUrl } from './src/platform/database/connection.js';
import type { DataMigration } from './src/platform/database/data-migrations.js';
import type { Takeover } from './src/platform/database/take-over.js';
import { typeormOptions } from './src/platform/database/typeorm-options.js';

/** In the order in which they run. Landed migrations are never edited. */
export const MIGRATIONS = [
  CreateSchema1795478401000,
  NamePersonOfIdentity1795478401720,
  SeparateIdentities1795478401800,
  NameWhoChangedWebhooks1795478401810,
  EndRightsOfSessions1795478401840,
  EndRecentSecondFactors1795478401841,
  NotifyOrganizations1795478401842,
  CreateWorkItems1795478401860,
  QueueMailsAsWork1795478401861,
  QueueReevaluationsAsWork1795478401862,
  QueueHooksAsWork1795478401863,
  LookBackAtCommits1795478401864,
  QueueJobsAsWork1795478401865,
  VersionTables1795478401900,
  CompareByFile1795478401910,
  CountDuplicatedLines1795478401930,
  KeepChosenPresets1795478401931,
  PlaceFindingsAgain1795478401940,
  AnnounceReports1795478401941,
  StoreFileOwners1795478401960,
  NameWhoChangedForges1795478401961,
  StoreTrendFacts1795478401962,
  AcceptDirectivesByExtent1795478402000,
  StackPullRequests1795478402020,
  FindStackedPullRequests1795478402021,
  TraceLandedChanges1795478402040,
  KeepMarkedLines1795478402041,
  MarkAgentsKeys1795478402060,
  StoreRuleHelp1795478402080,
  StoreSourceExcerpts1795478402081,
  RotateApiKeys1795478402100,
  NameRepositories1795478402101,
  NameCommits1795478402102,
  IndexRecentPullRequests1795478402103,
  SaveViews1795478402104,
  IndexSearch1795478402105,
  AcceptUpToASeverity1795478402160,
  StoreLoosenedSettings1795478402180,
  JoinMergeGroups1795478402200,
  IndexTrees1795478402201,
  KeepFlickeringLines1795478402202,
  ChainVerdicts1795478402240,
  NameScansOfAgents1795478402250,
  TraceSecretsOfKeys1795478402260,
  RankScansByTrust1795478402261,
  DropScansOfAgents1795478402270,
  NameSecretsOfTokens1795478402271,
  IndexMergeGroups1795478402290,
  CountVerdictChains1795478402310,
  JudgeMakersOfTokens1795478402340,
  StoreFixes1795478402349,
  QueueReportsAsWork1795478402351,
  LookForDueWork1795478402352,
  QueueDeliveriesAsWork1795478402353,
  SealFilesAndBases1795478402354,
  NameLastUses1795478402355,
  AnnounceInboxes1795478402370,
  HoldQueuesOfCopies1795478402380,
  SealSuperAdmins1795478402390,
  CountFindingsBefore1795478402410,
];

/** In the order in which they run, after all of the above. */
export const DATA_MIGRATIONS: readonly DataMigration[] = [];

/** Takes over databases that versions before `CreateSchema1795478401000` made, from commit 2f12b539 on. */
export const TAKEOVER: Takeover = {
  oldest: OLDEST,
  migrations: OLDEST_MIGRATIONS,
  conversions: OLDEST_CONVERSIONS,
  before: { ...UNCHANGED, ...BEFORE },
  after: { ...UNCHANGED, ...AFTER },
  steps: [
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
  ],
  finish: reachInitialSchema,
  first: { name: CreateSchema1795478401000.name, timestamp: 1795478401000 },
};

/** The data source of TypeORM's command line; the service itself connects through platform/database. */
export default new DataSource({
  ...typeormOptions(parseDatabaseUrl(process.env.DATABASE_URL ?? 'postgres://localhost/quality_gate'), {
    poolSize: 1,
  }),
  migrations: MIGRATIONS,
});
