/** Contents of reports: coverage by tests, findings of a tool, results of tests. */
export const REPORT_KINDS = ['coverage', 'findings', 'tests'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/**
 * The names that tools give their reports, with the slash before them and their folders. The content decides in the end; names only
 * select the files to read.
 */
const NAMES: Readonly<Record<ReportKind, readonly RegExp[]>> = {
  coverage: [
    /\.info$/,
    /\.lcov$/,
    /\/coverage\.xml$/,
    /\/cobertura\.xml$/,
    /\/cobertura-coverage\.xml$/,
    /\/coverage[-.]cobertura\.xml$/,
    /\/jacoco\.xml$/,
    /\/jacocoTestReport\.xml$/,
    /\/clover\.xml$/,
    /\/(coverage|cover)\.(out|txt)$/,
    /\.coverprofile$/,
    /\/\.resultset\.json$/,
    /\/coverage(-final)?\.json$/,
    /\/sonar(qube)?-coverage\.xml$/,
    /\/coverage[-.]sonar(qube)?\.xml$/,
    /\/(coverage[-.])?opencover\.xml$/i,
    /\/llvm-cov(erage)?\.json$/,
  ],
  findings: [
    /\.sarif$/i,
    /\.sarif\.json$/i,
    /\/eslint\.json$/,
    /\/eslint[-_.](report|results?|output)\.json$/,
    /\/jscpd-report\.json$/,
    /\/gl-code-?quality(-report)?\.json$/,
    /\/lizard([-_.]report)?\.(csv|xml)$/,
    /\/(pmd-)?cpd([-_.]report)?\.xml$/,
    /\/(checkstyle|pmd|phpmd|spotbugs)([-_.](report|results?|output))?\.xml$/,
    /\/spotbugsXml\.xml$/,
    /\/sonar(qube)?-issues\.json$/,
    /\/gl-(sast|secret-detection|dependency-scanning|container-scanning)-report\.json$/,
    /\/pylint([-_.](report|results?|output))?\.json$/,
    /\.rdjsonl?$/,
    // Tools whose lines are read (`read-lines.ts` of the domain).
    /\/(gcc|clang|mypy|flake8|yamllint|go-?vet|tsc|ruff|stylelint|markdownlint)([-_.](report|results?|output))?\.(txt|log)$/,
    /\/(clang-?tidy|cppcheck|golangci-lint|luacheck|pylint|rubocop|shellcheck|staticcheck)([-_.](report|results?|output))?\.(txt|log)$/,
    /\/(gitleaks|trufflehog|detect-secrets|stylelint|ruff|phpcs|markdownlint)([-_.](report|results?|output))?\.jsonl?$/,
    /\/\.secrets\.baseline$/,
    /\/cppcheck([-_.](report|results?|output|errors?))?\.xml$/,
  ],
  tests: [/\/junit[^/]*\.xml$/i, /\/TEST-[^/]*\.xml$/, /\/test-results\/.*\.xml$/],
};

/** Folders that are never searched: dependencies, tools' caches, and build output. */
const UNSEARCHED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '__pycache__',
  '.venv',
  'venv',
  'env',
  'dist',
  '.next',
  '.nuxt',
  '.cache',
]);

/** Depth of folders below the root that is searched. */
export const SEARCH_DEPTH = 6;

/** The kind of report that a file's path promises, or null. */
export const kindOfPath = (path: string): ReportKind | null =>
  REPORT_KINDS.find((kind) => NAMES[kind].some((pattern) => pattern.test(`/${path}`))) ?? null;

export const isSearched = (folder: string): boolean => !UNSEARCHED_FOLDERS.has(folder);
