import type { Location, Log, Region as SarifRegion, ReportingDescriptor, Result, Run, Suppression } from 'sarif';
import { tagOfWeakness } from './classify/weaknesses.js';
import type { ClonePlace } from './clones/clone.js';
import {
  type DebtKind,
  type Finding,
  type FindingType,
  type Severity,
  type SourceContext,
  type ToolLevel,
} from './finding.js';
import { EXPORTED_FINGERPRINT, STATED_PROPERTIES } from './readers/read-sarif.js';
import { helpOf, MAX_RULES, type RuleHelp } from './rule-help.js';
import { NO_TRACE, type Trace, type TracePlace } from './trace.js';

/** The scan whose findings are exported. */
export interface ExportedScan {
  readonly id: number;
  readonly branch: string;
  readonly commitSha: string | null;
}

/** A finding with the service's facts about it; optional ones are exported when present. */
export interface ExportedFinding {
  readonly tool: string;
  readonly ruleId: string;
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind?: DebtKind;
  readonly message: string;
  readonly filePath: string | null;
  readonly startLine: number | null;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly snippet?: string | null;
  readonly context?: SourceContext | null;
  readonly scope?: string | null;
  readonly partialFingerprints?: Readonly<Record<string, string>>;
  readonly isSuppressed: boolean;
  /** Numbers of weaknesses, which become tags. */
  readonly cwe?: readonly number[] | undefined;
  readonly toolLevel?: ToolLevel | null | undefined;
  /** The other copies of a duplicated text. */
  readonly related?: readonly ClonePlace[];
  /** 16 hex digits over path, rule and snippet (fingerprint.ts). */
  readonly fingerprint?: string;
  readonly isNew?: boolean;
  readonly issueId?: number;
  /** Reason why it counts as new, and its state before it got worse. */
  readonly newBecause?: string | null;
  readonly was?: { readonly severity: Severity; readonly message: string } | null;
  /** Reason of the user for calling it a false positive; null where nobody did. */
  readonly fpReason?: string | null;
  /** Reason for which the problem is accepted for now. */
  readonly acceptedReason?: string | null;
  /** Its line was edited since a person marked it as a false positive. */
  readonly isMarkLineEdited?: boolean;
  readonly isSecret?: Finding['isSecret'];
  /** Texts of its tool about the rule; of those of one rule, that of the first is exported. */
  readonly rule?: Finding['rule'];
  readonly trace?: Trace | undefined;
}

/** Measures of the whole code base in a report; they go with the first run. */
export interface ExportedMeasures {
  /** Overall duplication in percent of lines. */
  readonly duplicationPct: number | null;
  readonly duplicatedLines?: number | null;
  readonly linesOfCode: number | null;
}

/** An analyzer whose findings are exported. */
export interface ExportedTool {
  readonly name: string;
  /** Null when unknown. */
  readonly version: string | null;
  /** Its run stopped early, which its run states. */
  readonly isBroken: boolean;
}

/** A tool's findings, made one by one where they are many; `ruleIds` has the rule of each. */
export interface ExportedRun {
  readonly tool: ExportedTool;
  readonly ruleIds: readonly string[];
  /** Texts of the tool about its rules, by their ids, where they are known. */
  readonly help?: ReadonlyMap<string, RuleHelp>;
  readonly findings: Iterable<ExportedFinding>;
}

export interface SarifRuns {
  /** Null for findings that are on their way to their scan. */
  readonly scan: ExportedScan | null;
  readonly measures?: ExportedMeasures | undefined;
  readonly runs: readonly ExportedRun[];
  /** Page of the scan; null where the address of the service is not known. */
  readonly dashboardUrl?: string | null;
}

export interface SarifExport extends Pick<SarifRuns, 'scan' | 'measures'> {
  /** Versions by tool, null when unknown; a tool without findings gets an empty run. */
  readonly toolVersions: Readonly<Record<string, string | null>>;
  readonly findings: readonly ExportedFinding[];
}

const LOG = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' } as const;

/**
 * The findings of a scan as SARIF 2.1.0: one run per tool, `baselineState` from newness, accepted suppressions for
 * findings that the tool suppressed and for marked false positives. Type, severity and debt of a finding and measures
 * of a report are in the property bags `qualityGate`, so that `parseFindings` returns equal findings (marked ones come
 * back suppressed).
 */
export function exportSarif({ scan, toolVersions, findings, measures }: SarifExport): Log {
  const byTool = new Map<string, ExportedFinding[]>(Object.keys(toolVersions).map((tool) => [tool, []]));
  for (const finding of findings) {
    const known = byTool.get(finding.tool);
    if (known === undefined) byTool.set(finding.tool, [finding]);
    else known.push(finding);
  }
  const runs = [...byTool].map(([name, ofTool]): ExportedRun => ({
    tool: { name, version: toolVersions[name] ?? null, isBroken: false },
    ruleIds: [...new Set(ofTool.map(({ ruleId }) => ruleId))],
    help: helpByRule(ofTool),
    findings: ofTool,
  }));
  return {
    ...LOG,
    runs: runs.map((run, index) => ({
      ...frameOf(run, scan, index === 0 ? measures : undefined),
      results: [...resultsOf(run)],
    })),
  };
}

function helpByRule(findings: readonly ExportedFinding[]): ReadonlyMap<string, RuleHelp> {
  const help = new Map<string, RuleHelp>();
  for (const finding of findings) {
    if (finding.rule === undefined || help.has(finding.ruleId) || help.size >= MAX_RULES) continue;
    const found = helpOf(finding);
    if (found !== undefined) help.set(finding.ruleId, found);
  }
  return help;
}

/** The text of such an export, in pieces of a finding each: memory does not grow with the number of findings. */
export function* sarifPieces({ scan, measures, runs, dashboardUrl = null }: SarifRuns): Generator<string> {
  yield openingOf({ ...LOG, ...(dashboardUrl !== null && linkTo(dashboardUrl)), runs: [] });
  for (const [index, run] of runs.entries()) {
    if (index > 0) yield ',';
    yield openingOf({ ...frameOf(run, scan, index === 0 ? measures : undefined), results: [] });
    let isFirst = true;
    for (const result of resultsOf(run)) {
      yield (isFirst ? '' : ',') + JSON.stringify(result);
      isFirst = false;
    }
    yield CLOSING;
  }
  yield CLOSING;
}

/** The link to a scan's page, as a property of the log. */
export const linkTo = (dashboardUrl: string): Pick<Log, 'properties'> => ({
  properties: { dashboard_url: dashboardUrl },
});

const CLOSING = ']}';

/** The JSON of an object that ends in an empty list, up to the place of the list's elements. */
const openingOf = (object: object): string => JSON.stringify(object).slice(0, -CLOSING.length);

/** A run without its results. */
function frameOf(
  { tool: { name, version, isBroken }, ruleIds, help }: ExportedRun,
  scan: ExportedScan | null,
  measures: ExportedMeasures | undefined,
): Run {
  const stated = {
    ...(scan !== null && { scanId: scan.id, branch: scan.branch, commitSha: scan.commitSha }),
    ...(measures?.duplicationPct != null && { duplicationPct: measures.duplicationPct }),
    ...(measures?.duplicatedLines != null && { duplicatedLines: measures.duplicatedLines }),
    ...(measures?.linesOfCode != null && { linesOfCode: measures.linesOfCode }),
  };
  return {
    tool: {
      driver: {
        name,
        ...(version !== null && { version }),
        rules: ruleIds.map((id) => toDescriptor(id, help?.get(id))),
      },
    },
    ...(scan !== null && { automationDetails: { id: `${scan.branch}/${scan.id}` } }),
    ...(isBroken && { invocations: [{ executionSuccessful: false }] }),
    columnKind: 'utf16CodeUnits',
    ...(Object.keys(stated).length > 0 && { properties: { [STATED_PROPERTIES]: stated } }),
  };
}

function toDescriptor(id: string, help: RuleHelp | undefined): ReportingDescriptor {
  if (help === undefined) return { id };
  const tags = [...help.cwe.map(tagOfWeakness), ...help.owasp.map((category) => `owasp-${category}`)];
  return {
    id,
    ...(help.name !== null && { name: help.name }),
    ...(help.help !== null && { help: { text: help.help } }),
    ...(help.helpUri !== null && { helpUri: help.helpUri }),
    ...(tags.length > 0 && { properties: { tags } }),
  };
}

function* resultsOf({ ruleIds, findings }: ExportedRun): Generator<Result> {
  const ruleIndex = new Map(ruleIds.map((id, index) => [id, index]));
  for (const finding of findings) yield toResult(finding, ruleIndex.get(finding.ruleId)!);
}

const LEVEL_OF_SEVERITY: Readonly<Record<Severity, Result.level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'none',
};

function toResult(finding: ExportedFinding, ruleIndex: number): Result {
  const { type, severity, debtKind, issueId, isNew, newBecause, was, fingerprint, related = [], cwe = [] } = finding;
  const suppressions = suppressionsOf(finding);
  const { related: explaining, flows } = finding.trace ?? NO_TRACE;
  const relatedLocations = [...related.map(toRelated), ...explaining.map(toExplaining)];
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: finding.toolLevel ?? LEVEL_OF_SEVERITY[severity],
    message: { text: finding.message },
    ...(hasPlace(finding) && { locations: [toLocation(finding)] }),
    ...(relatedLocations.length > 0 && { relatedLocations }),
    ...(flows.length > 0 && {
      codeFlows: flows.map((flow) => ({
        threadFlows: [{ locations: flow.map((place) => ({ location: toExplaining(place) })) }],
      })),
    }),
    ...(isNew !== undefined && { baselineState: isNew ? 'new' : 'unchanged' }),
    ...(suppressions.length > 0 && { suppressions }),
    partialFingerprints: {
      ...finding.partialFingerprints,
      ...(fingerprint !== undefined && { [EXPORTED_FINGERPRINT]: fingerprint }),
    },
    properties: {
      ...(cwe.length > 0 && { tags: cwe.map(tagOfWeakness) }),
      [STATED_PROPERTIES]: {
        type,
        severity,
        ...(debtKind !== undefined && { debtKind }),
        toolLevel: finding.toolLevel ?? null,
        ...(issueId !== undefined && { issueId }),
        ...(finding.isMarkLineEdited === true && { markLineEdited: true }),
        ...(isNew === true && newBecause != null && { newBecause }),
        ...(isNew === true && was != null && { was: { severity: was.severity, message: was.message } }),
      },
    },
  };
}

const toRelated = ({ filePath, startLine, endLine }: ClonePlace): Location => ({
  physicalLocation: {
    artifactLocation: { uri: toUri(filePath), uriBaseId: '%SRCROOT%' },
    region: { startLine, endLine },
  },
});

const toExplaining = ({ filePath, line, message }: TracePlace): Location => ({
  ...(filePath !== null && {
    physicalLocation: {
      artifactLocation: { uri: toUri(filePath), uriBaseId: '%SRCROOT%' },
      ...(line !== null && { region: { startLine: line } }),
    },
  }),
  ...(message !== null && { message: { text: message } }),
});

function suppressionsOf({ isSuppressed, fpReason, acceptedReason }: ExportedFinding): Suppression[] {
  return [
    ...(isSuppressed ? [accepted("Suppressed in the tool's own report.")] : []),
    ...(fpReason == null ? [] : [accepted(fpReason)]),
    ...(acceptedReason == null ? [] : [accepted(acceptedReason)]),
  ];
}

const accepted = (justification: string): Suppression => ({ kind: 'external', status: 'accepted', justification });

function hasPlace({ filePath, startLine, scope }: ExportedFinding): boolean {
  return filePath !== null || startLine !== null || scope != null;
}

function toLocation({ filePath, scope, ...finding }: ExportedFinding): Location {
  const region = toRegion(finding);
  const hasRegion = Object.keys(region).length > 0;
  const artifactLocation = filePath === null ? {} : { uri: toUri(filePath), uriBaseId: '%SRCROOT%' };
  return {
    ...((filePath !== null || hasRegion) && {
      physicalLocation: {
        artifactLocation,
        ...(hasRegion && { region }),
        ...(finding.context != null && { contextRegion: toContextRegion(finding.context) }),
      },
    }),
    ...(scope != null && { logicalLocations: [{ fullyQualifiedName: scope }] }),
  };
}

function toRegion(finding: Omit<ExportedFinding, 'filePath' | 'scope'>): SarifRegion {
  const { startLine, startColumn, endLine, endColumn, snippet } = finding;
  return {
    ...(startLine !== null && { startLine }),
    ...(startColumn !== null && { startColumn }),
    ...(endLine !== null && { endLine }),
    ...(endColumn !== null && { endColumn }),
    ...(snippet != null && { snippet: { text: snippet } }),
  };
}

function toContextRegion({ startLine, text }: SourceContext): SarifRegion {
  return { startLine, endLine: startLine + text.split('\n').length - 1, snippet: { text } };
}

/** A relative reference; a colon in the first segment must not look like a scheme. */
function toUri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
