import { type SonarSetting } from './export.js';

const ALL_TRACKED = 'qgate takes all files that git tracks; exclude the others';

/** Keys of qgate.yml that settings of SonarQube become. */
const SETTINGS_KEYS = ['exclude', 'coverage_exclude', 'duplication_exclude', 'coverage', 'findings', 'tests'] as const;
type SettingsKey = (typeof SETTINGS_KEYS)[number];

/** Patterns of files that an analysis leaves out. */
const EXCLUSIONS: Readonly<Record<string, SettingsKey>> = {
  'sonar.exclusions': 'exclude',
  'sonar.global.exclusions': 'exclude',
  'sonar.test.exclusions': 'exclude',
  'sonar.global.test.exclusions': 'exclude',
  'sonar.coverage.exclusions': 'coverage_exclude',
  'sonar.cpd.exclusions': 'duplication_exclude',
};

/** Paths of reports in formats that qgate reads. */
const REPORTS: Readonly<Record<string, SettingsKey>> = {
  'sonar.coverageReportPaths': 'coverage',
  'sonar.coverage.jacoco.xmlReportPaths': 'coverage',
  'sonar.javascript.lcov.reportPaths': 'coverage',
  'sonar.typescript.lcov.reportPaths': 'coverage',
  'sonar.python.coverage.reportPaths': 'coverage',
  'sonar.go.coverage.reportPaths': 'coverage',
  'sonar.php.coverage.reportPaths': 'coverage',
  'sonar.ruby.coverage.reportPaths': 'coverage',
  'sonar.rust.lcov.reportPaths': 'coverage',
  'sonar.dart.lcov.reportPaths': 'coverage',
  'sonar.cs.opencover.reportsPaths': 'coverage',
  'sonar.vbnet.opencover.reportsPaths': 'coverage',
  'sonar.externalIssuesReportPaths': 'findings',
  'sonar.sarifReportPaths': 'findings',
  'sonar.eslint.reportPaths': 'findings',
  'sonar.java.checkstyle.reportPaths': 'findings',
  'sonar.java.pmd.reportPaths': 'findings',
  'sonar.java.spotbugs.reportPaths': 'findings',
  'sonar.kotlin.detekt.reportPaths': 'findings',
  'sonar.go.golangci-lint.reportPaths': 'findings',
  'sonar.go.govet.reportPaths': 'findings',
  'sonar.python.flake8.reportPaths': 'findings',
  'sonar.python.mypy.reportPaths': 'findings',
  'sonar.junit.reportPaths': 'tests',
  'sonar.junit.reportsPath': 'tests',
  'sonar.python.xunit.reportPath': 'tests',
  'sonar.php.tests.reportPath': 'tests',
};

/** Settings that name folders of JUnit XML, whose files are named by its writers. */
const FOLDERS: readonly string[] = ['sonar.junit.reportPaths', 'sonar.junit.reportsPath'];

/** Settings that shape what is judged and have no counterpart, by patterns of whole keys, each with the reason. */
const SETTINGS_WITHOUT_COUNTERPART: readonly (readonly [pattern: string, reason: string])[] = [
  ['sonar\\.(test\\.)?inclusions', ALL_TRACKED],
  ['sonar\\.issue\\..*', 'exclude the rule or the file in the configuration of the linter, or mark the findings'],
  ['sonar\\.qualitygate\\.ignoreSmallChanges', 'small changes are judged like all others'],
];

/** As above, for settings whose defaults say nothing of a project: they are named only where it sets them itself. */
const OWN_SETTINGS_WITHOUT_COUNTERPART: typeof SETTINGS_WITHOUT_COUNTERPART = [
  ['sonar\\.(sources|tests|modules|projectBaseDir)', ALL_TRACKED],
  ['sonar\\.(newCode\\..*|leak\\.period.*)', 'new code is what a change adds to its base'],
  ['sonar\\.cpd\\..*', 'the search for duplicates has its own minimum sizes'],
  ['sonar\\..*[rR]eports?Paths?', 'no known format has this name; if qgate can read the file, name it in qgate.yml'],
  [
    '.+\\.sonar\\..*(exclusions|inclusions)',
    'it belongs to one module, and its patterns are relative to the folder of the module',
  ],
];

/** A setting, or one of its values, that nothing replaces. */
export interface UnmappedSetting {
  readonly key: string;
  /** Null: all of them. The others may be secrets and are not repeated. */
  readonly value: string | null;
  readonly reason: string;
}

export interface MappedSettings {
  readonly lists: ReadonlyMap<SettingsKey, readonly string[]>;
  readonly unmapped: readonly UnmappedSetting[];
  /** Number of settings that do not concern the gate. */
  readonly others: number;
}

/**
 * Converts settings into the lists of qgate.yml. Settings that shape what is judged and have no counterpart are named;
 * of reports only paths that the project sets itself count, as the defaults of SonarQube are no files of the project.
 */
export function mapSettings(settings: readonly SonarSetting[]): MappedSettings {
  const said = settings.filter(({ values }) => values.length > 0);
  const taken = said.map((setting) => ({ setting, into: targetOf(setting) }));
  const globs = taken.flatMap(({ setting: { key, values }, into }) =>
    into === null ? [] : values.map((value) => ({ key, value, into, globs: readValue(key, value) })),
  );
  const without = taken.flatMap(({ setting, into }) => (into === null ? [{ setting, reason: reasonOf(setting) }] : []));
  return {
    lists: collectLists(globs),
    unmapped: [
      ...globs.flatMap(({ key, value, globs: read }) =>
        read === null ? [{ key, value, reason: 'it is not a path in the repository' }] : [],
      ),
      ...without.flatMap(({ setting: { key }, reason }) => (reason === null ? [] : [{ key, value: null, reason }])),
    ],
    others: settings.length - said.length + without.filter(({ reason }) => reason === null).length,
  };
}

/** The list that a setting belongs to; null: none. */
function targetOf({ key, isInherited }: SonarSetting): SettingsKey | null {
  if (Object.hasOwn(EXCLUSIONS, key)) return EXCLUSIONS[key]!;
  return Object.hasOwn(REPORTS, key) && !isInherited ? REPORTS[key]! : null;
}

const readValue = (key: string, value: string): readonly string[] | null =>
  Object.hasOwn(EXCLUSIONS, key) ? readPattern(value) : readReportPath(key, value);

function collectLists(
  read: readonly { readonly into: SettingsKey; readonly globs: readonly string[] | null }[],
): MappedSettings['lists'] {
  const listOf = (key: SettingsKey): readonly string[] => [
    ...new Set(read.filter(({ into }) => into === key).flatMap(({ globs }) => globs ?? [])),
  ];
  return new Map(SETTINGS_KEYS.map((key) => [key, listOf(key)] as const).filter(([, list]) => list.length > 0));
}

function reasonOf({ key, isInherited }: SonarSetting): string | null {
  const tables = isInherited
    ? SETTINGS_WITHOUT_COUNTERPART
    : [...SETTINGS_WITHOUT_COUNTERPART, ...OWN_SETTINGS_WITHOUT_COUNTERPART];
  return tables.find(([pattern]) => new RegExp(`^(?:${pattern})$`).test(key))?.[1] ?? null;
}

/**
 * Converts a pattern of SonarQube: relative to the project, `**` crosses folders wherever it is, and brackets and braces
 * are plain characters.
 *
 * @returns globs as git reads them; null for a pattern of absolute paths
 */
export function readPattern(pattern: string): readonly string[] | null {
  if (pattern.startsWith('file:')) return null;
  const segments = pattern
    .replace(/^\/+/, '')
    .replace(/[[\]{}()!\\]/g, '\\$&')
    .split('/');
  return segments.reduce<readonly string[]>(
    (globs, segment, index) => extend(globs, segment, index === segments.length - 1),
    [''],
  );
}

/** Appends a segment to each glob; one such as `a**b` becomes two globs, as git lets `**` cross folders only where it is alone. */
function extend(globs: readonly string[], segment: string, isLast: boolean): readonly string[] {
  return globs.flatMap((glob) => formsOf(segment, isLast).map((form) => (glob === '' ? form : `${glob}/${form}`)));
}

function formsOf(segment: string, isLast: boolean): readonly string[] {
  const [before = '', ...others] = segment.split('**');
  const after = others.join('*');
  if (segment === '**' || others.length === 0) return [segment];
  if (before === '') return [`**/*${after}`];
  return after === '' && isLast ? [`${before}*`] : [`${before}*${after}`, `${before}*/**/*${after}`];
}

function readReportPath(key: string, value: string): readonly string[] | null {
  if (/^([/\\]|[A-Za-z]:)|\$\{|^\.\.(\/|$)/.test(value)) return null;
  const path = value.replace(/^\.\//, '');
  return [FOLDERS.includes(key) && !/\.xml$|\*/.test(path) ? `${path.replace(/\/+$/, '')}/*.xml` : path];
}
