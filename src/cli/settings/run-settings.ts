import { InvalidValue, type SettingTable } from './setting.js';
import { readList, readPositiveInteger, readSwitch, readText, readUrl } from './value-readers.js';
import { OUTPUT_FORMATS, type OutputTarget, readOutputs } from './output-target.js';

/** How to reach the service; every command that talks to it has these. */
export interface ConnectionSettings {
  readonly url: string;
  readonly token: string | null;
}

/** What the checkout is a checkout of; null where it is to be detected. */
export interface IdentitySettings {
  readonly repo: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly pr: number | null;
  readonly base: string | null;
  readonly defaultBranch: string | null;
}

/** `auto`: all that apply to the repository. */
export type AnalyzerChoice = 'auto' | 'none' | readonly string[];

/** Which reports go along and which analyzers run. */
export interface CollectionSettings {
  readonly coverage: readonly string[];
  readonly findings: readonly string[];
  readonly search: boolean;
  readonly analyzers: AnalyzerChoice;
  /** Globs of files that the bundled analyzers leave out. */
  readonly exclude: readonly string[];
}

/** How a command waits, answers and speaks. */
export interface ReportingSettings {
  readonly output: readonly OutputTarget[];
  readonly timeoutSeconds: number;
  readonly softFail: boolean;
  readonly requireGate: boolean;
  readonly ignoreInfraErrors: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export type RunSettings = ConnectionSettings & IdentitySettings & CollectionSettings & ReportingSettings;

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
    help: 'API key or access token; prefer the variable, a flag shows in process lists',
    variable: 'QGATE_TOKEN',
    fileKey: null,
    read: readText,
    fallback: null,
  },
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
    help: 'branch that is scanned',
    variable: 'QGATE_BRANCH',
    fileKey: 'branch',
    read: readText,
    fallback: null,
  },
  commit: {
    flags: '--commit <sha>',
    help: 'commit that is scanned',
    variable: 'QGATE_COMMIT',
    fileKey: 'commit',
    read: readText,
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
    help: 'branch that the change goes into',
    variable: 'QGATE_BASE',
    fileKey: 'base',
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
    help: 'coverage reports (lcov, Cobertura, JaCoCo, Clover); repeatable',
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
  search: {
    flags: '--no-search',
    help: 'take only the reports that are named',
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
  exclude: {
    flags: '--exclude <glob>',
    help: 'files that the bundled analyzers leave out; repeatable',
    isRepeatable: true,
    variable: 'QGATE_EXCLUDE',
    fileKey: 'exclude',
    read: readList,
    fallback: [],
  },
};

export const REPORTING_SETTINGS: SettingTable<ReportingSettings> = {
  output: {
    flags: '--output <format[=path]>',
    help: `${OUTPUT_FORMATS.join(' or ')}, to standard output or to a file; repeatable`,
    isRepeatable: true,
    variable: 'QGATE_OUTPUT',
    fileKey: 'output',
    read: (raw) => readOutputs(readList(raw)),
    fallback: [{ format: 'table', path: null }],
  },
  timeoutSeconds: {
    flags: '--timeout <seconds>',
    help: 'how long to wait for the verdict',
    variable: 'QGATE_TIMEOUT',
    fileKey: 'timeout',
    read: readPositiveInteger,
    fallback: 300,
  },
  softFail: {
    flags: '--soft-fail',
    help: 'exit 0 when the gate failed',
    variable: 'QGATE_SOFT_FAIL',
    fileKey: 'soft_fail',
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
  dryRun: {
    flags: '--dry-run',
    help: 'collect and analyze, but send nothing',
    variable: 'QGATE_DRY_RUN',
    fileKey: null,
    read: readSwitch,
    fallback: false,
  },
  quiet: {
    flags: '--quiet',
    help: 'say nothing but the result and errors',
    variable: 'QGATE_QUIET',
    fileKey: 'quiet',
    read: readSwitch,
    fallback: false,
  },
  verbose: {
    flags: '--verbose',
    help: 'say where each value came from and what was left out',
    variable: 'QGATE_VERBOSE',
    fileKey: 'verbose',
    read: readSwitch,
    fallback: false,
  },
};

/** All that `qgate run` can be told. */
export const RUN_SETTINGS: SettingTable<RunSettings> = {
  ...CONNECTION_SETTINGS,
  ...IDENTITY_SETTINGS,
  ...COLLECTION_SETTINGS,
  ...REPORTING_SETTINGS,
};
