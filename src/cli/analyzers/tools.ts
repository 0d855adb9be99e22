import { isJavaScript } from '../source/inventory.js';
import {
  readBandit,
  readHadolint,
  readKnip,
  readLizard,
  readOwnEslint,
  readRadon,
  readShellcheck,
  readVulture,
} from './read-tools.js';
import { keepListed } from './sarif.js';
import { type Tool } from './tool.js';

const isPython = (file: string): boolean => /\.pyi?$/.test(file);
const isShell = (file: string): boolean => /\.(sh|bash|ksh|dash)$/.test(file);
const isDockerfile = (file: string): boolean =>
  /(^|\/)((Dockerfile|Containerfile)(\.[\w.-]+)?|[\w.-]+\.dockerfile)$/i.test(file);
const isSemgrepRules = (file: string): boolean => /^(\.?semgrep\.ya?ml|\.semgrep\/.+\.ya?ml)$/.test(file);
const isEslintConfig = (file: string): boolean =>
  /^(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.(c?js|json|ya?ml))?)$/.test(file);
/** Other languages that lizard reads (github.com/terryyin/lizard); JavaScript is left to ESLint. */
const isLizardLanguage = (file: string): boolean =>
  /\.(c|cc|cpp|cxx|h|hh|hpp|hxx|cs|java|m|mm|php|scala|rb|swift|go|lua|rs|kt|kts|sol|pl|pm|erl|zig)$/.test(file);

/** Files of tools that report on more than sources: everything that git tracks. */
const everyFile: Tool['filesOf'] = ({ tracked }) => tracked;

const keepTracked: Tool['read'] = (written, { inventory }) => keepListed(written, inventory.root, inventory.tracked);

/** The analyzers that are not bundled; a new one is a new row. Flags are those of the named versions (docs/cli.md). */
export const TOOLS: readonly Tool[] = [
  {
    name: 'lizard',
    family: 'lizard',
    program: 'lizard',
    filesOf: ({ sources }) => sources.filter(isLizardLanguage),
    takes: 'files',
    versionArgs: ['--version'],
    // A negative number: findings are no failure.
    args: ({ files }) => ['--csv', '--ignore_warnings', '-1', ...files],
    reportsTo: 'stdout',
    goodExitCodes: [0],
    read: readLizard,
  },
  {
    name: 'semgrep',
    family: 'semgrep',
    program: 'semgrep',
    filesOf: ({ tracked }) => tracked.filter(isSemgrepRules),
    takes: 'project',
    versionArgs: ['--version'],
    // Rules of the repository only: those of a registry change from day to day, and so would the verdict.
    args: ({ files, output }) => [
      ...['scan', '--sarif', '--output', output, '--metrics=off', '--disable-version-check', '--quiet'],
      ...semgrepRules(files).flatMap((rules) => ['--config', rules]),
    ],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: keepTracked,
  },
  {
    name: 'ruff',
    family: 'ruff',
    program: 'ruff',
    filesOf: ({ sources }) => sources.filter(isPython),
    takes: 'files',
    versionArgs: ['--version'],
    args: ({ files, output }) => [
      ...['check', '--exit-zero', '--no-cache', '--force-exclude', '--output-format', 'sarif', '--output-file', output],
      ...files,
    ],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: keepTracked,
  },
  {
    name: 'bandit',
    family: 'bandit',
    program: 'bandit',
    filesOf: ({ sources }) => sources.filter(isPython),
    takes: 'files',
    versionArgs: ['--version'],
    args: ({ files, output }) => ['--quiet', '--exit-zero', '--format', 'json', '--output', output, ...files],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: readBandit,
  },
  {
    name: 'radon',
    family: 'radon',
    program: 'radon',
    filesOf: ({ sources }) => sources.filter(isPython),
    takes: 'files',
    versionArgs: ['--version'],
    // A and B are no findings.
    args: ({ files, output }) => ['cc', '--json', '--min', 'C', '--output-file', output, ...files],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: readRadon,
  },
  {
    name: 'vulture',
    family: 'vulture',
    program: 'vulture',
    filesOf: ({ sources }) => sources.filter(isPython),
    takes: 'all_files',
    versionArgs: ['--version'],
    args: ({ files }) => ['--min-confidence', '80', ...files],
    reportsTo: 'stdout',
    // 3: it found dead code.
    goodExitCodes: [0, 3],
    read: readVulture,
  },
  {
    name: 'golangci-lint',
    family: 'golangci-lint',
    program: 'golangci-lint',
    runsRepositoryCode: true,
    filesOf: ({ tracked }) => tracked.filter((file) => file === 'go.mod'),
    takes: 'project',
    versionArgs: ['--version'],
    args: ({ version, output }) => [
      ...['run', '--issues-exit-code', '0', '--timeout', '10m'],
      ...(version?.startsWith('1.') === true ? ['--out-format', `sarif:${output}`] : ['--output.sarif.path', output]),
    ],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: keepTracked,
  },
  {
    name: 'gitleaks',
    family: 'gitleaks',
    program: 'gitleaks',
    filesOf: everyFile,
    takes: 'project',
    versionArgs: ['version'],
    args: ({ output }) => [
      ...['detect', '--no-git', '--source', '.', '--redact', '--no-banner', '--exit-code', '0', '--log-level', 'error'],
      ...['--report-format', 'sarif', '--report-path', output],
    ],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: keepTracked,
  },
  {
    name: 'trivy',
    family: 'trivy',
    program: 'trivy',
    filesOf: everyFile,
    takes: 'project',
    versionArgs: ['--version'],
    args: ({ output }) => ['fs', '--quiet', '--exit-code', '0', '--format', 'sarif', '--output', output, '.'],
    reportsTo: 'file',
    goodExitCodes: [0],
    read: keepTracked,
  },
  {
    name: 'hadolint',
    family: 'hadolint',
    program: 'hadolint',
    filesOf: ({ tracked }) => tracked.filter(isDockerfile),
    takes: 'files',
    versionArgs: ['--version'],
    args: ({ files }) => ['--no-fail', '--format', 'json', ...files],
    reportsTo: 'stdout',
    goodExitCodes: [0],
    read: readHadolint,
  },
  {
    name: 'shellcheck',
    family: 'shellcheck',
    program: 'shellcheck',
    filesOf: ({ tracked }) => tracked.filter(isShell),
    takes: 'files',
    versionArgs: ['--version'],
    args: ({ files }) => ['--format', 'json1', ...files],
    reportsTo: 'stdout',
    // 1: it found something.
    goodExitCodes: [0, 1],
    read: readShellcheck,
  },
  {
    name: 'eslint-own',
    family: 'eslint',
    program: './node_modules/.bin/eslint',
    runsRepositoryCode: true,
    filesOf: ({ tracked, sources }) => (tracked.some(isEslintConfig) ? sources.filter(isJavaScript) : []),
    takes: 'project',
    versionArgs: ['--version'],
    args: ({ output }) => ['--format', 'json', '--output-file', output, '--no-error-on-unmatched-pattern', '.'],
    reportsTo: 'file',
    // 1: it found errors.
    goodExitCodes: [0, 1],
    read: readOwnEslint,
  },
  {
    name: 'knip',
    family: 'knip',
    program: './node_modules/.bin/knip',
    runsRepositoryCode: true,
    filesOf: ({ tracked }) => tracked.filter((file) => file === 'package.json'),
    takes: 'project',
    versionArgs: ['--version'],
    args: () => ['--reporter', 'json', '--no-exit-code', '--no-progress'],
    reportsTo: 'stdout',
    goodExitCodes: [0],
    read: readKnip,
  },
];

/** A folder of rules is named once. */
const semgrepRules = (files: readonly string[]): readonly string[] => [
  ...new Set(files.map((file) => (file.startsWith('.semgrep/') ? '.semgrep' : file))),
];
