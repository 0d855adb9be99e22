import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Finding } from '../../domain/findings/finding.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { groupBy } from '../../domain/group-by.js';
import { type ScanFinding } from '../api/answers.js';
import { type FindingsFile } from '../report-file.js';

/** Findings of the reports of a checkout, by what a verdict shows of them. */
export class ReportedFindings {
  private readonly byPlace: ReadonlyMap<string, readonly Finding[]>;

  constructor(readonly all: readonly Finding[]) {
    this.byPlace = groupBy(all, ({ tool, ruleId, filePath, region }) =>
      keyOf(tool, ruleId, filePath, region.startLine),
    );
  }

  /** The finding of a verdict as its tool wrote it; undefined where its report is not here. */
  find({ tool, rule_id, file_path, line, column, message }: ScanFinding): Finding | undefined {
    const alike = this.byPlace.get(keyOf(tool, rule_id, file_path, line)) ?? [];
    return (
      alike.find(({ region }) => column != null && region.startColumn === column) ??
      alike.find((finding) => finding.message === message) ??
      alike[0]
    );
  }
}

const keyOf = (tool: string, rule: string, filePath: string | null, line: number | null): string =>
  JSON.stringify([tool, rule, filePath, line]);

/** Reads the reports as their tools wrote them. A report that cannot be read has none: the verdict says why. */
export async function readReportedFindings(
  reports: readonly FindingsFile[],
  root: string,
  tracked: readonly string[],
): Promise<ReportedFindings> {
  const findings: Finding[] = [];
  for (const { format, content, name, reportPath = null } of reports) {
    const read = parseFindings(content, { format, checkoutRoots: [root], withFixes: true });
    if (!read.ok) continue;
    const resolved = resolveFindingPaths(
      read.value.runs.flatMap((run) => run.findings),
      tracked,
      reportPath,
    );
    findings.push(...(await withoutStaleFixes(resolved, path.resolve(root, name), root)));
  }
  return new ReportedFindings(findings);
}

/** A report that is older than a file is of another text of it: edits of that text would land anywhere. */
async function withoutStaleFixes(
  findings: readonly Finding[],
  report: string,
  root: string,
): Promise<readonly Finding[]> {
  // An analyzer that has just run left no file.
  const writtenAt = await timeOf(report);
  if (writtenAt === null) return findings;
  const files = new Set(findings.flatMap(({ fixes, filePath }) => (fixes === undefined ? [] : (filePath ?? []))));
  const stale = new Set<string>();
  for (const file of files) {
    const changedAt = await timeOf(path.join(root, file));
    if (changedAt === null || changedAt > writtenAt) stale.add(file);
  }
  return findings.map((finding) =>
    finding.filePath !== null && stale.has(finding.filePath) ? { ...finding, fixes: undefined } : finding,
  );
}

async function timeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.mtimeMs : null;
  } catch {
    return null;
  }
}
