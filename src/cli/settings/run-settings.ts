import { DEFAULT_SWITCHES, REPO_POLICIES, type RepoPolicy } from '../../domain/gate/organization-switches.js';
import { RETRY_FOR_SECONDS, RETRY_SHORTLY_SECONDS } from '../retry.js';
import { OUTPUT_FORMATS, type OutputTarget, readOutputs } from './output-target.js';
import { InvalidValue, type SettingTable } from './setting.js';
import {
  readCommitId,
  readList,
  readPositiveInteger,
  readSlug,
  readSwitch,
  readText,
  readUrl,
  readWholeNumber,
  readWord,
} from './value-readers.js';

/** Connection to the service, a part of every command that talks to it. */
export interface ConnectionSettings {
  readonly url: string;
  readonly token: string | null;
  /** Slug of the organization that a trusted pipeline sends to; null: the service knows one alone. */
  readonly org: string | null;
  /** Time in which a request that failed on the way is retried. */
  readonly retryForSeconds: number;
  /** Most retries of a request; null: only time bounds them. */
  readonly retries: number | null;
}

/** Identity of the checkout; null where it is to be detected. */
export interface IdentitySettings {
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
  readonly base: string | null;
  readonly baseCommit: string | null;
  readonly defaultBranch: string | null;
}

/** `auto`: all that apply to the repository. */
export type AnalyzerChoice = 'auto' | 'none' | readonly string[];

/** Reports to send and analyzers to run. */
export interface CollectionSettings {
  readonly coverage: readonly string[];
  readonly findings: readonly string[];
  readonly tests: readonly string[];
  readonly search: boolean;
  readonly analyzers: AnalyzerChoice;
  /** Globs of files to exclude from the search for reports and from the analyzers. */
  readonly exclude: readonly string[];
  /** Globs of files that count in no coverage. */
  readonly coverageExclude: readonly string[];
  /** Globs of files to exclude from the bundled search for duplicates. */
  readonly duplicationExclude: readonly string[];
  /** Time limit of one analyzer. */
  readonly analyzerTimeoutSeconds: number;
  /** Analyzers that run the repository's own configuration run for forks too. */
  readonly trustForks: boolean;
}

/** Amount of output while a command works. */
export interface SpeakingSettings {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Form of a verdict, and the exit code of the process. */
export interface VerdictSettings extends SpeakingSettings {
  readonly output: readonly OutputTarget[];
  readonly softFail: boolean;
  readonly followMonitor: boolean;
  readonly requireGate: boolean;
  readonly ignoreInfraErrors: boolean;
}

export interface WaitingSettings {
  readonly timeoutSeconds: number;
}

export type RunSettings = ConnectionSettings &
  IdentitySettings &
  CollectionSettings &
  VerdictSettings &
  WaitingSettings & {
    readonly dryRun: boolean;
    /** Reports of an equal tree are judged in place of new ones; null: in merge groups. */
    readonly reuse: boolean | null;
  };

export const CONNECTION_SETTINGS: SettingTable<ConnectionSettings> = {
  url: {
    flags: '--url <url>',
    help: 'address of the service',
    variable: 'QGATE_URL',
    fileKey: 'url',
    read: readUrl,
    fallback: 'http://localhost:3000',
  },
  token: {
    flags: '--token <token>',
    help: 'API key or access token; prefer the variable, because flags appear in process lists',
    variable: 'QGATE_TOKEN',
    fileKey: null,
    read: readText,
    fallback: null,
  },
  org: {
    flags: '--org <slug>',
    help: 'organization of a trusted publisher, by its slug',
    variable: 'QGATE_ORG',
    fileKey: 'org',
    read: readSlug,
    fallback: null,
  },
  retryForSeconds: {
    flags: '--retry-for <seconds>',
    help: 'how long a failed request is retried',
    variable: 'QGATE_RETRY_FOR',
    fileKey: 'retry_for',
    read: readWholeNumber,
    fallback: RETRY_FOR_SECONDS,
  },
  retries: {
    flags: '--retries <count>',
    help: 'maximum retries of a request; by default only the time limit counts',
    variable: 'QGATE_RETRIES',
    fileKey: 'retries',
    read: readWholeNumber,
    fallback: null,
  },
};

/** Of commands that people type. */
export const IMPATIENT_SETTINGS: SettingTable<Pick<ConnectionSettings, 'retryForSeconds'>> = {
  retryForSeconds: { ...CONNECTION_SETTINGS.retryForSeconds, fallback: RETRY_SHORTLY_SECONDS },
};

export const IDENTITY_SETTINGS: SettingTable<IdentitySettings> = {
  repo: {
    flags: '--repo <name>',
    help: 'name of the repository, e.g. acme/web',
    variable: 'QGATE_REPO',
    fileKey: 'repo',
    read: readText,
    fallback: null,
  },
  branch: {
    flags: '--branch <name>',
    help: 'branch being scanned',
    variable: 'QGATE_BRANCH',
    fileKey: 'branch',
    read: readText,
    fallback: null,
  },
  commit: {
    flags: '--commit <sha>',
    help: 'commit being scanned',
    variable: 'QGATE_COMMIT',
    fileKey: 'commit',
    read: readCommitId,
    fallback: null,
  },
  pr: {
    flags: '--pr <number>',
    help: 'number of the pull request',
    variable: 'QGATE_PR',
    fileKey: 'pr',
    read: readPositiveInteger,
    fallback: null,
  },
  base: {
    flags: '--base <branch>',
    help: 'target branch of the change',
    variable: 'QGATE_BASE',
    fileKey: 'base',
    read: readText,
    fallback: null,
  },
  baseCommit: {
    flags: '--base-commit <sha>',
    help: 'commit that the change is compared with, instead of the merge base with the base branch',
    variable: 'QGATE_BASE_COMMIT',
    fileKey: null,
    read: readText,
    fallback: null,
  },
  defaultBranch: {
    flags: '--default-branch <name>',
    help: "the repository's default branch",
    variable: 'QGATE_DEFAULT_BRANCH',
    fileKey: 'default_branch',
    read: readText,
    fallback: null,
  },
};

export const COLLECTION_SETTINGS: SettingTable<CollectionSettings> = {
  coverage: {
    flags: '--coverage <glob>',
    help: 'coverage reports of any format in docs/coverage-formats.md; repeatable',
    isRepeatable: true,
    variable: 'QGATE_COVERAGE',
    fileKey: 'coverage',
    read: readList,
    fallback: [],
  },
  findings: {
    flags: '--findings <glob>',
    help: 'findings reports (SARIF, ESLint JSON, lizard, jscpd, PMD-CPD, GitLab code quality); repeatable',
    isRepeatable: true,
    variable: 'QGATE_FINDINGS',
    fileKey: 'findings',
    read: readList,
    fallback: [],
  },
  tests: {
    flags: '--tests <glob>',
    help: 'reports of test results (JUnit XML); repeatable',
    isRepeatable: true,
    variable: 'QGATE_TESTS',
    fileKey: 'tests',
    read: readList,
    fallback: [],
  },
  search: {
    flags: '--no-search',
    help: 'read only the reports that options name, without a search',
    variable: 'QGATE_SEARCH',
    fileKey: 'search',
    read: readSwitch,
    fallback: true,
  },
  analyzers: {
    flags: '--analyzers <names>',
    help: 'auto, none, or a list of analyzers to run',
    variable: 'QGATE_ANALYZERS',
    fileKey: 'analyzers',
    read: (raw) => {
      const names = readList(raw);
      const [only] = names;
      if (names.length === 1 && (only === 'auto' || only === 'none')) return only;
      if (names.includes('auto') || names.includes('none')) {
        throw new InvalidValue('must be auto, none, or a list of names');
      }
      return names;
    },
    fallback: 'auto',
  },
  analyzerTimeoutSeconds: {
    flags: '--analyzer-timeout <seconds>',
    help: 'time limit for each analyzer',
    variable: 'QGATE_ANALYZER_TIMEOUT',
    fileKey: 'analyzer_timeout',
    read: readPositiveInteger,
    fallback: 600,
  },
  trustForks: {
    flags: '--trust-forks',
    help: "run the repository's own ESLint, knip and golangci-lint for pull requests of forks too",
    variable: 'QGATE_TRUST_FORKS',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  exclude: {
    flags: '--exclude <glob>',
    help: 'files to exclude from the search for reports and from the analyzers; repeatable',
    isRepeatable: true,
    variable: 'QGATE_EXCLUDE',
    fileKey: 'exclude',
    read: readList,
    fallback: [],
  },
  coverageExclude: {
    flags: '--coverage-exclude <glob>',
    help: 'files to exclude from coverage; repeatable',
    isRepeatable: true,
    variable: 'QGATE_COVERAGE_EXCLUDE',
    fileKey: 'coverage_exclude',
    read: readList,
    fallback: [],
  },
  duplicationExclude: {
    flags: '--duplication-exclude <glob>',
    help: 'files to exclude from the bundled search for duplicates; repeatable',
    isRepeatable: true,
    variable: 'QGATE_DUPLICATION_EXCLUDE',
    fileKey: 'duplication_exclude',
    read: readList,
    fallback: [],
  },
};

const SPEAKING_SETTINGS: SettingTable<SpeakingSettings> = {
  quiet: {
    flags: '--quiet',
    help: 'print only the result and errors',
    variable: 'QGATE_QUIET',
    fileKey: 'quiet',
    read: readSwitch,
    fallback: false,
  },
  verbose: {
    flags: '--verbose',
    help: 'show the origin of each value and the files left out',
    variable: 'QGATE_VERBOSE',
    fileKey: 'verbose',
    read: readSwitch,
    fallback: false,
  },
};

export const VERDICT_SETTINGS: SettingTable<VerdictSettings> = {
  output: {
    flags: '--output <format[=path]>',
    help: `${OUTPUT_FORMATS.join(', ')}; to standard output or to a file; repeatable`,
    isRepeatable: true,
    variable: 'QGATE_OUTPUT',
    fileKey: 'output',
    read: (raw) => readOutputs(readList(raw)),
    fallback: [{ format: 'table', path: null }],
  },
  softFail: {
    flags: '--soft-fail',
    help: 'exit 0 when the gate fails',
    variable: 'QGATE_SOFT_FAIL',
    fileKey: 'soft_fail',
    read: readSwitch,
    fallback: false,
  },
  followMonitor: {
    flags: '--follow-monitor',
    help: 'exit 0 when the gate fails in monitor mode',
    variable: 'QGATE_FOLLOW_MONITOR',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  requireGate: {
    flags: '--require-gate',
    help: 'exit 1 when the organization has no gate',
    variable: 'QGATE_REQUIRE_GATE',
    fileKey: 'require_gate',
    read: readSwitch,
    fallback: false,
  },
  ignoreInfraErrors: {
    flags: '--ignore-infra-errors',
    help: 'exit 0 when the service cannot be reached or does not answer in time',
    variable: 'QGATE_IGNORE_INFRA_ERRORS',
    fileKey: 'ignore_infra_errors',
    read: readSwitch,
    fallback: false,
  },
  ...SPEAKING_SETTINGS,
};

export const WAITING_SETTINGS: SettingTable<WaitingSettings> = {
  timeoutSeconds: {
    flags: '--timeout <seconds>',
    help: 'how long to wait for the verdict',
    variable: 'QGATE_TIMEOUT',
    fileKey: 'timeout',
    read: readPositiveInteger,
    fallback: 300,
  },
};

/** Settings of `qgate run`. */
export const RUN_SETTINGS: SettingTable<RunSettings> = {
  ...CONNECTION_SETTINGS,
  ...IDENTITY_SETTINGS,
  ...COLLECTION_SETTINGS,
  ...WAITING_SETTINGS,
  ...VERDICT_SETTINGS,
  reuse: {
    flags: '--reuse',
    help: 'reuse the reports of a scan of the same tree instead of running analyzers; the default in merge groups',
    variable: 'QGATE_REUSE',
    fileKey: 'reuse',
    read: readSwitch,
    fallback: null,
  },
  dryRun: {
    flags: '--dry-run',
    help: 'collect and analyze, but send nothing',
    variable: 'QGATE_DRY_RUN',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
};

/** Settings of a command that reads or changes something on the service and needs no checkout. */
export type RequestSettings = ConnectionSettings & SpeakingSettings & { readonly json: boolean };

export const REQUEST_SETTINGS: SettingTable<RequestSettings> = {
  ...CONNECTION_SETTINGS,
  ...SPEAKING_SETTINGS,
  json: {
    flags: '--json',
    help: "print the service's answer as JSON",
    variable: 'QGATE_JSON',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
};

/** Settings that identify the scan that jobs of one build share, and the files left out of its coverage. */
export interface SharedScanSettings extends Pick<CollectionSettings, 'coverageExclude'> {
  readonly scan: number | null;
  readonly key: string | null;
}

export const SHARED_SCAN_SETTINGS: SettingTable<SharedScanSettings> = {
  scan: {
    flags: '--scan <id>',
    help: 'the scan; by default that of this build',
    variable: 'QGATE_SCAN',
    fileKey: null,
    read: readPositiveInteger,
    fallback: null,
  },
  key: {
    flags: '--key <text>',
    help: 'jobs with the same key share one scan; by default the build number of the CI system',
    variable: 'QGATE_KEY',
    fileKey: null,
    read: readText,
    fallback: null,
  },
  coverageExclude: COLLECTION_SETTINGS.coverageExclude,
};

/** Settings of running the analyzers. */
export type AnalysisSettings = Pick<
  CollectionSettings,
  'analyzers' | 'analyzerTimeoutSeconds' | 'trustForks' | 'exclude' | 'duplicationExclude'
> &
  SpeakingSettings;

const { analyzers, analyzerTimeoutSeconds, trustForks, exclude, duplicationExclude } = COLLECTION_SETTINGS;

export const ANALYSIS_SETTINGS: SettingTable<AnalysisSettings> = {
  analyzers,
  analyzerTimeoutSeconds,
  trustForks,
  exclude,
  duplicationExclude,
  ...SPEAKING_SETTINGS,
};

/** Settings of judging a checkout, by the state of the service where there is a token. */
export type LocalSettings = ConnectionSettings &
  IdentitySettings &
  CollectionSettings &
  Omit<VerdictSettings, 'followMonitor' | 'requireGate' | 'ignoreInfraErrors'> & {
    /** The baseline file, relative to the root. */
    readonly baseline: string;
    readonly writeBaseline: boolean;
    /** Effect of the repository's policy file on the built-in policy. */
    readonly repoPolicy: RepoPolicy;
    /** Judge by the built-in policy and the baseline file, whatever token there is. */
    readonly offline: boolean;
    /** Judge rules whose reports only CI has. */
    readonly requireAll: boolean;
  };

export const LOCAL_SETTINGS: SettingTable<LocalSettings> = {
  ...CONNECTION_SETTINGS,
  ...IMPATIENT_SETTINGS,
  ...IDENTITY_SETTINGS,
  ...COLLECTION_SETTINGS,
  baseline: {
    flags: '--baseline <file>',
    help: "file with the known findings of the default branch, relative to the repository's root",
    variable: 'QGATE_BASELINE',
    fileKey: 'baseline',
    read: readText,
    fallback: 'qgate-baseline.json',
  },
  writeBaseline: {
    flags: '--write-baseline',
    help: 'write the baseline from this checkout',
    variable: 'QGATE_WRITE_BASELINE',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  offline: {
    flags: '--offline',
    help: 'judge by the built-in policy and the baseline file, without a service',
    variable: 'QGATE_OFFLINE',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  repoPolicy: {
    flags: '--repo-policy <mode>',
    help: "what the repository's policy file may do to the built-in policy: tighten_only, any or ignored",
    variable: 'QGATE_REPO_POLICY',
    fileKey: null,
    read: readWord(REPO_POLICIES),
    fallback: DEFAULT_SWITCHES.repoPolicy,
  },
  requireAll: {
    flags: '--require-all',
    help: 'also judge rules whose reports only CI has; a missing report fails them',
    variable: 'QGATE_REQUIRE_ALL',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  output: VERDICT_SETTINGS.output,
  softFail: VERDICT_SETTINGS.softFail,
  ...SPEAKING_SETTINGS,
};
