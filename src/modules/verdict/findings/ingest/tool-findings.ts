import type { Finding, Severity, ToolRun } from '../../../../domain/findings/finding.js';
import { type FindingsStream, joinTools } from '../../../../domain/findings/parse-findings.js';
import { type ReportedTool, reportedTool } from '../../../../domain/findings/readers/reported-result.js';
import { helpOf, MAX_RULES, type RuleOfTool } from '../../../../domain/findings/rule-help.js';
import type { RunState } from '../../../../domain/findings/run-state.js';
import { withMarkedText } from '../../../../domain/findings/secrets/secret-mark.js';
import type { FindingManifest } from '../../../../domain/findings/segments/file-facts.js';
import { addSeverities, type SeverityCounts } from '../../../../domain/ratings/scan-counters.js';
import { FindingPacker } from '../../../../domain/scanned/pack-findings.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { type FilePart, FilePartWriter } from './file-part.js';

/** Findings of one tool: files with their contents, in parts as they were read. */
export interface ToolFindings {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly state: RunState;
  /** The report does not name the tool; `tool` stands for any that writes its format. */
  readonly isUnnamed: boolean;
  readonly count: number;
  readonly bySeverity: SeverityCounts;
  /** Rules that found something and that the tool explains, each once. */
  readonly rules: readonly RuleOfTool[];
  /** In the order of the report. */
  readonly parts: readonly FilePart[];
}

/** Joins findings that were read separately, tool by tool. */
export function joinFound(found: readonly ToolFindings[]): ToolFindings[] {
  const names = new Set(found.map(({ tool }) => tool));
  return [...names].map((name) => joinParts(found.filter(({ tool }) => tool === name)));
}

function joinParts(found: readonly ToolFindings[]): ToolFindings {
  return {
    ...found[0]!,
    count: found.reduce((sum, { count }) => sum + count, 0),
    bySeverity: addSeverities(found.map(({ bySeverity }) => bySeverity)),
    rules: joinRules(found),
    parts: found.flatMap(({ parts }) => parts).sort((a, b) => a.firstRow - b.firstRow),
  };
}

function joinRules(found: readonly ToolFindings[]): RuleOfTool[] {
  const rules = new Map<string, RuleOfTool>();
  for (const rule of found.flatMap((each) => each.rules)) if (!rules.has(rule.ruleId)) rules.set(rule.ruleId, rule);
  return [...rules.values()].slice(0, MAX_RULES);
}

const NOTHING_STORED: ReadonlySet<Address> = new Set();

/**
 * Findings of a tool, ready to be tracked and stored.
 *
 * @param stored addresses of segments that need not be packed
 */
export function toToolFindings(
  run: Pick<ToolRun, 'tool' | 'toolVersion' | 'findings'>,
  secret: Uint8Array,
  stored: ReadonlySet<Address> = NOTHING_STORED,
): ToolFindings {
  const tool = new ToolReader(ranTool(run.tool, run.toolVersion), new FindingPacker(secret, stored));
  run.findings.forEach((finding, index) => tool.add(finding, index));
  tool.endPart();
  return tool.finish();
}

/** The findings with those that are stored already, whose contents are not read again; of a file as it is stored, once. */
export function withStored(found: ToolFindings, stored: FindingManifest): ToolFindings {
  const reported = new Map(
    found.parts.flatMap(({ paths, addresses }) => paths.map((path, at) => [path, addresses[at]!])),
  );
  const before = new FilePartWriter();
  for (const { path, address, facts } of stored) {
    if (reported.get(path) === address) continue;
    const count = facts.issueIds.length;
    // Digests of stored findings are not known, and their address tells them from others as well.
    const digests = Buffer.from(address.repeat(count), 'hex');
    before.add({ path, address, count, digests, packed: null });
  }
  return before.isEmpty ? found : { ...found, parts: [...found.parts, before.finish(Infinity)] };
}

const ranTool = (name: string, version: string | null): ReportedTool => reportedTool(name, { version });

/** The tools of a report: those that it names, and those of its findings. */
export class ToolReaders {
  private readonly tools = new Map<string, ToolReader>();
  private readonly packer: FindingPacker;

  /** @param stored addresses of segments that need not be packed */
  constructor(named: FindingsStream['tools'], secret: Uint8Array, stored: ReadonlySet<Address>) {
    this.packer = new FindingPacker(secret, stored);
    for (const [name, tool] of joinTools(named)) this.tools.set(name, new ToolReader(tool, this.packer));
  }

  of(name: string): ToolReader {
    const tool = this.tools.get(name) ?? new ToolReader(ranTool(name, null), this.packer);
    this.tools.set(name, tool);
    return tool;
  }

  endPart(): void {
    for (const tool of this.tools.values()) tool.endPart();
  }

  finish(): ToolFindings[] {
    return [...this.tools.values()].map((tool) => tool.finish());
  }
}

/** Findings worked on together: enough that little is done for each alone, few enough that none grows old in memory. */
const PORTION = 500;
/** A portion ends where the next finding is in another file, but no later than here. */
const LONGEST_PORTION = 4_000;

/** Packs the findings of one tool, portion by portion. */
class ToolReader {
  private readonly severities: Record<Severity, number> = { ...addSeverities([]) };
  private readonly parts: FilePart[] = [];
  /** Undefined for a rule of which nothing is kept. */
  private readonly rules = new Map<string, RuleOfTool | undefined>();
  private part = new FilePartWriter();
  private portion: Finding[] = [];
  private firstRow = 0;
  private count = 0;

  constructor(
    private readonly tool: ReportedTool,
    private readonly packer: FindingPacker,
  ) {}

  /** @param index its place in the report */
  add(finding: Finding, index: number): void {
    const { portion } = this;
    const isNextFile = portion.at(-1)?.filePath !== finding.filePath;
    if (portion.length >= LONGEST_PORTION || (portion.length >= PORTION && isNextFile)) this.flush();
    if (this.part.isEmpty && this.portion.length === 0) this.firstRow = index;
    this.count += 1;
    this.severities[finding.severity] += 1;
    if (finding.rule !== undefined) this.addRule(finding);
    this.portion.push(withMarkedText(finding));
  }

  private addRule(finding: Finding): void {
    const { ruleId } = finding;
    if (this.rules.has(ruleId) || this.rules.size >= MAX_RULES) return;
    const help = helpOf(finding);
    this.rules.set(ruleId, help && { ruleId, ...help });
  }

  /** Ends a part before findings that do not follow it in the report. */
  endPart(): void {
    this.flush();
    if (this.part.isEmpty) return;
    this.parts.push(this.part.finish(this.firstRow));
    this.part = new FilePartWriter();
  }

  finish(): ToolFindings {
    const { severities, parts, count } = this;
    const { name: tool, version: toolVersion, state, isUnnamed } = this.tool;
    const rules = [...this.rules.values()].filter((rule) => rule !== undefined);
    return { tool, toolVersion, state, isUnnamed, count, bySeverity: severities, rules, parts };
  }

  private flush(): void {
    if (this.portion.length === 0) return;
    for (const file of this.packer.pack(this.tool.name, this.portion)) this.part.add(file);
    this.portion = [];
  }
}
