import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { warningOf } from '../../warning.js';
import { type Clone, type ClonePlace, comparePlaces } from '../clones/clone.js';
import { DEBT_KINDS, type Finding, PROBLEM_TYPES, SEVERITIES, TOOL_LEVELS, type ToolLevel } from '../finding.js';
import { type Fix, sarifFixes, statedFixes } from '../fix.js';
import type { RunState } from '../run-state.js';
import { cleanLabel, cleanMessage, cleanText } from './clean-text.js';
import { type LazyArray } from './json-document.js';
import {
  arrayAt,
  isJsonObject,
  type JsonObject,
  nonBlankAt,
  numberAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
  stringsAt,
} from './json-value.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS, TEXT_LIMITS } from './report-limits.js';
import {
  accepted,
  type ReadReport,
  type ReadResult,
  rejected,
  type ReportedTool,
  type ResultRanges,
  type StatedClassification,
} from './reported-result.js';
import { createRuleFinder, type RuleDescriptor } from './sarif-components.js';
import { createLevelFinder, DEFAULT_LEVEL, isFailure, ruleIdOf } from './sarif-levels.js';
import { createLocationReader, type LocationReader } from './sarif-locations.js';
import { messageOf, textWithoutLinks } from './sarif-messages.js';
import { helpOfRule } from './sarif-rule-help.js';
import { isSuppressed } from './sarif-suppressions.js';
import { createTraceReader } from './sarif-traces.js';

/** Property bag in which this service's own SARIF states its classification of a result (export-sarif.ts). */
export const STATED_PROPERTIES = 'qualityGate';

/** Name of a finding's fix in that bag (`qgate` writes it where the repository stores source). */
export const STATED_FIX = 'fix';

/** Name under which it exports its own fingerprint, which it ignores when it comes back. */
export const EXPORTED_FINGERPRINT = 'qualityGate/v1';

const UNNAMED_TOOL = 'unknown';
const UNNAMED_RULE = 'unknown';

/** Results by the index of their run, when they are not in the run itself (json-document.ts). */
export type CutResults = ReadonlyMap<number, LazyArray>;

/**
 * Reads SARIF 2.1.0, all runs; its results are read one by one on demand, and reading throws `ScanFailure` at one that
 * is not JSON. Errors: unsupported_version, limit_exceeded, malformed.
 */
export function readSarif(
  log: JsonObject,
  cut: CutResults = new Map(),
  options: ReaderOptions = {},
): Parsed<ReadReport> {
  const version = stringAt(log, 'version');
  if (version !== '2.1.0') {
    return unreadable('unsupported_version', `SARIF version ${quoteVersion(version)} is not supported, only 2.1.0.`);
  }
  const written = ownValue(log, 'runs') ?? [];
  if (!Array.isArray(written)) return unreadable('malformed', 'The SARIF property "runs" is not an array.');
  if (written.some((run) => isJsonObject(run) && !isArrayOrAbsent(ownValue(run, 'results')))) {
    return unreadable('malformed', 'The property "results" of a SARIF run is not an array.');
  }
  const runs = written.flatMap((run, at): SarifRun[] => (isJsonObject(run) ? [toRun(run, cut.get(at))] : []));
  const resultCount = runs.reduce((count, { results }) => count + results.length, 0);
  if (resultCount > REPORT_LIMITS.results) {
    return unreadable(
      'limit_exceeded',
      `The report contains ${resultCount} results, more than ${REPORT_LIMITS.results}.`,
    );
  }
  const ranges = rangesOf(runs, resultCount, options);
  return parsed({
    tools: runs.map((run) => toolOf(run, options.tool)),
    results: ranges.read(0, resultCount),
    ranges,
    duplicationPct: statedMeasure(runs, 'duplicationPct', (value) => value >= 0 && value <= 100),
    duplicatedLines: statedMeasure(runs, 'duplicatedLines', isCount),
    linesOfCode: statedMeasure(runs, 'linesOfCode', isCount),
    warnings: runs.some(({ run }) => keepsResultsElsewhere(run))
      ? [warningOf('results_elsewhere', 'Results in external property files are not read.')]
      : [],
  });
}

interface SarifRun {
  readonly run: JsonObject;
  readonly results: LazyArray;
}

function toRun(run: JsonObject, cut: LazyArray | undefined): SarifRun {
  const own = arrayAt(run, 'results');
  return { run, results: cut ?? { length: own.length, values: (from, to) => own.slice(from, to) } };
}

const isCount = (value: number): boolean => value >= 0 && Number.isSafeInteger(value);

/** A measure of the whole code base that a run states (export-sarif.ts), from the first run that has one. */
function statedMeasure(runs: readonly SarifRun[], name: string, isMeasure: (value: number) => boolean): number | null {
  for (const { run } of runs) {
    const value = numberAt(objectAt(objectAt(run, 'properties'), STATED_PROPERTIES), name);
    if (value !== null && isMeasure(value)) return value;
  }
  return null;
}

function quoteVersion(version: string | null): string {
  return version === null ? '(none given)' : `"${cleanText(version, 40)}"`;
}

function keepsResultsElsewhere(run: JsonObject): boolean {
  return arrayAt(objectAt(run, 'externalPropertyFileReferences'), 'results').length > 0;
}

const isArrayOrAbsent = (value: unknown): boolean => value === undefined || value === null || Array.isArray(value);

function toolOf({ run, results }: SarifRun, given: string | undefined): ReportedTool {
  const driver = objectAt(objectAt(run, 'tool'), 'driver');
  const version = nonBlankAt(driver, 'semanticVersion') ?? nonBlankAt(driver, 'version');
  const name = nameOf(driver);
  return {
    name: name ?? given ?? UNNAMED_TOOL,
    version: cleanLabel(version, TEXT_LIMITS.toolVersion),
    state: stateOf(run, results.length),
    isUnnamed: name === null && given === undefined,
  };
}

const nameOf = (driver: JsonObject): string | null => cleanLabel(stringAt(driver, 'name'), TEXT_LIMITS.tool);

/** A run without the array of results scanned nothing (SARIF 2.1.0, section 3.14.23); one invocation breaks its run. */
function stateOf(run: JsonObject, resultCount: number): RunState {
  const isBroken = objectsAt(run, 'invocations').some(
    (invocation) => ownValue(invocation, 'executionSuccessful') === false,
  );
  if (isBroken) return resultCount === 0 ? 'failed' : 'partial';
  return Array.isArray(ownValue(run, 'results')) ? 'ok' : 'not_run';
}

type ResultReader = (result: unknown) => ReadResult;

/** The results of all runs, counted through. */
function rangesOf(runs: readonly SarifRun[], count: number, options: ReaderOptions): ResultRanges<ReadResult> {
  const readers = new Map<JsonObject, ResultReader>();
  const readerOf = (run: JsonObject): ResultReader => {
    const reader = readers.get(run) ?? createResultReader(run, options);
    readers.set(run, reader);
    return reader;
  };
  return { count, read: (from, to) => readRange(runs, readerOf, from, to) };
}

function* readRange(
  runs: readonly SarifRun[],
  readerOf: (run: JsonObject) => ResultReader,
  from: number,
  to: number,
): Iterable<ReadResult> {
  let before = 0;
  for (const { run, results } of runs) {
    const [first, end] = [Math.max(0, from - before), Math.min(results.length, to - before)];
    before += results.length;
    if (first >= end) continue;
    const readResult = readerOf(run);
    for (const result of results.values(first, end)) yield readResult(result);
  }
}

/** Reads the results of one run; facts that they share are looked up once. */
function createResultReader(
  run: JsonObject,
  { checkoutRoots = [], tool: given, withFixes = false }: ReaderOptions,
): ResultReader {
  const driver = objectAt(objectAt(run, 'tool'), 'driver');
  const tool = nameOf(driver) ?? given ?? UNNAMED_TOOL;
  const rules = createRuleFinder(run);
  const levelOf = createLevelFinder(run, rules);
  const locations = createLocationReader(run, checkoutRoots);
  const traceOf = createTraceReader(run, locations);
  const columnUnit = stringAt(run, 'columnKind') === 'unicodeCodePoints' ? 'code_points' : 'utf16';
  const isFileOf = (filePath: string | null) => (artifactLocation: JsonObject) =>
    filePath !== null && locations.pointAt({ physicalLocation: { artifactLocation } }).filePath === filePath;
  const tagsOfRule = memoizeByKey(tagsOf);
  const helpOf = memoizeByKey((rule) => helpOfRule(rule, tagsOfRule(rule)));

  return (result) => {
    if (!isJsonObject(result)) return rejected('it is not an object');
    if (stringAt(result, 'baselineState') === 'absent') {
      return rejected('its baselineState is "absent", so the problem no longer exists');
    }
    const located = locations.locate(result);
    if (!located.ok) return rejected(located.reason);
    const rule = rules.ruleOf(result);
    const writtenId = ruleIdOf(result) ?? (rule === null ? null : stringAt(rule, 'id'));
    const ruleId = cleanLabel(writtenId, TEXT_LIMITS.ruleId) ?? UNNAMED_RULE;
    const stated = statedBy(result);
    const level = levelOf(result, rule);
    const written = cleanMessage(messageOf(result, rule, driver, ruleId), TEXT_LIMITS.message);
    const message = textWithoutLinks(written, result);
    return accepted({
      tool,
      ruleId,
      message,
      reportedMessage: message === written ? undefined : written,
      ...located.place,
      partialFingerprints: fingerprintsOf(result),
      isSuppressed: isSuppressed(result),
      evidence: {
        level: level ?? DEFAULT_LEVEL,
        isLevelStated: level !== null,
        isFailure: isFailure(result),
        securitySeverity: securitySeverityOf(result) ?? (rule === null ? null : securitySeverityOf(rule)),
        tags: joinTags(rule === null ? NO_TAGS : tagsOfRule(rule), tagsOf(result)),
        cyclomaticNumber: null,
        duplicatedLines: null,
        reportedSeverity: null,
        stated,
      },
      clone: stated?.type === 'duplication' ? exportedClone(result, located.place, locations) : undefined,
      rule: rule === null ? undefined : helpOf(rule),
      trace: stated?.type === 'duplication' ? undefined : traceOf(result, rule),
      fixes: withFixes
        ? (statedFix(result) ?? sarifFixes(result, columnUnit, isFileOf(located.place.filePath)))
        : undefined,
    });
  };
}

/** A score of 0 says nothing about severity, and one above 10 is invalid. Some tools write a word in its place. */
function securitySeverityOf(bag: JsonObject): number | null {
  const written = ownValue(objectAt(bag, 'properties'), 'security-severity');
  const score = typeof written === 'string' ? (SCORE_OF_WORD.get(written.toLowerCase()) ?? Number(written)) : written;
  return typeof score === 'number' && score > 0 && score <= 10 ? score : null;
}

/** The least score of the band of that name. */
const SCORE_OF_WORD: ReadonlyMap<string, number> = new Map([
  ['critical', 9],
  ['high', 7],
  ['medium', 4],
  ['moderate', 4],
  ['low', 0.1],
]);

const NO_TAGS: readonly string[] = [];
const SAYING_TAGS = ['properties', 'relationships', 'taxa'];

/** Tags of a rule or result; a relation to a CWE counts as the tag `external/cwe/<id>`. */
function tagsOf(bag: JsonObject): readonly string[] {
  if (!SAYING_TAGS.some((name) => name in bag)) return NO_TAGS;
  const tags = stringsAt(objectAt(bag, 'properties'), 'tags').map((tag) => tag.toLowerCase());
  const targets = [
    ...objectsAt(bag, 'relationships').map((relation) => objectAt(relation, 'target')),
    ...objectsAt(bag, 'taxa'),
  ];
  for (const target of targets) {
    if (stringAt(objectAt(target, 'toolComponent'), 'name')?.toUpperCase() === 'CWE') {
      tags.push(`external/cwe/${(stringAt(target, 'id') ?? '').toLowerCase()}`);
    }
  }
  return tags;
}

function joinTags(ofRule: readonly string[], ofResult: readonly string[]): readonly string[] {
  return ofResult.length === 0 ? ofRule : [...ofRule, ...ofResult];
}

function memoizeByKey<Value>(compute: (rule: RuleDescriptor) => Value): (rule: RuleDescriptor) => Value {
  const known = new Map<RuleDescriptor, Value>();
  return (rule) => {
    if (!known.has(rule)) known.set(rule, compute(rule));
    return known.get(rule) as Value;
  };
}

const NO_FINGERPRINTS: Readonly<Record<string, string>> = Object.freeze({});

function fingerprintsOf(result: JsonObject): Readonly<Record<string, string>> {
  const written = ownValue(result, 'partialFingerprints');
  if (!isJsonObject(written)) return NO_FINGERPRINTS;
  const kept: [string, string][] = [];
  for (const name of Object.keys(written)) {
    const value = written[name];
    if (typeof value !== 'string' || name === EXPORTED_FINGERPRINT) continue;
    if (kept.length === TEXT_LIMITS.fingerprints) break;
    kept.push([cleanText(name, TEXT_LIMITS.fingerprintName), cleanText(value, TEXT_LIMITS.fingerprint)]);
  }
  return Object.fromEntries(kept);
}

/** The copies of a duplicated text that this service exported; its text is unknown. */
function exportedClone(result: JsonObject, own: Place, { locate }: LocationReader): Clone | undefined {
  const others = objectsAt(result, 'relatedLocations').map((location) => locate({ locations: [location] }));
  const places = [own, ...others.flatMap((other) => (other.ok ? [other.place] : []))].flatMap(
    ({ filePath, region: { startLine, endLine } }): ClonePlace[] =>
      filePath === null || startLine === null || endLine === null ? [] : [{ filePath, startLine, endLine }],
  );
  return places.length > 1 ? { places: places.sort(comparePlaces), signature: null } : undefined;
}

type Place = Pick<Finding, 'filePath' | 'region'>;

/** Exports of earlier versions state none: there the level of the result counts. */
const statedLevel = (bag: JsonObject): ToolLevel | null | undefined =>
  ownValue(bag, 'toolLevel') === null ? null : TOOL_LEVELS.find((known) => known === stringAt(bag, 'toolLevel'));

/** The fix that our own form of a report states. */
const statedFix = (result: JsonObject): readonly Fix[] | undefined =>
  statedFixes(objectAt(objectAt(objectAt(result, 'properties'), STATED_PROPERTIES), STATED_FIX));

/** Classification that this service wrote into its own export, restored unchanged. */
function statedBy(result: JsonObject): StatedClassification | null {
  const bag = ownValue(objectAt(result, 'properties'), STATED_PROPERTIES);
  if (!isJsonObject(bag)) return null;
  return {
    type: PROBLEM_TYPES.find((known) => known === stringAt(bag, 'type')),
    severity: SEVERITIES.find((known) => known === stringAt(bag, 'severity')),
    debtKind: DEBT_KINDS.find((known) => known === stringAt(bag, 'debtKind')),
    toolLevel: statedLevel(bag),
  };
}
