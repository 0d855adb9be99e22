import { type ChangedLines } from '../../domain/changes/changed-lines.js';
import { isLineAdded } from '../../domain/changes/line-ranges.js';
import { type CoverageDetail, detailOf } from '../../domain/coverage/coverage-detail.js';
import { type CoverageGapThresholds, type FileTotals, findCoverageGaps } from '../../domain/coverage/coverage-gaps.js';
import { countFlickering, type FlickerOfFiles } from '../../domain/coverage/flicker.js';
import { GAP_TOOL } from '../../domain/coverage/gap-tool.js';
import { type ChangeCoverage, extensionOf, fileNameOf, measureChange } from '../../domain/coverage/measure-change.js';
import { type FlickerFacts } from '../../domain/gate/judge-scan.js';
import { type LineTotals } from '../../domain/gate/scan-facts.js';
import { type LocalCoverage, type LocalFindings, NOTHING_STATED } from '../collect/read-reports.js';

/** Files with little coverage, as the findings of a tool. */
export const coverageGaps = (totals: readonly FileTotals[], thresholds?: CoverageGapThresholds): LocalFindings => ({
  tool: GAP_TOOL,
  toolVersion: null,
  configDigest: null,
  state: 'ok',
  format: 'coverage',
  rejected: 0,
  stated: NOTHING_STATED,
  findings: findCoverageGaps(totals, thresholds),
});

export const measureLocalChange = (changed: ChangedLines, { files, unmatchedPaths }: LocalCoverage): ChangeCoverage =>
  measureChange(changed, {
    linesOf: (path) => files.get(path) ?? null,
    extensions: new Set([...files.keys()].map(extensionOf)),
    unmatchedNames: new Set(unmatchedPaths.map(fileNameOf)),
  });

/** Null where no report came. */
export function detailOfReports(
  change: ChangeCoverage | null,
  { files, unmatchedPaths }: LocalCoverage,
): CoverageDetail | null {
  if (files.size === 0 && unmatchedPaths.length === 0) return null;
  const unmatched = { count: unmatchedPaths.length, firstTen: unmatchedPaths.slice(0, 10) };
  return detailOf(change, files.size > 0, unmatched);
}

/** Flickering lines of the checkout and of the base; null where none is known. A line that the change adds is another one. */
export function measureLocalFlicker(
  { files }: LocalCoverage,
  known: FlickerOfFiles,
  { changes, base }: { readonly changes: ChangedLines | null; readonly base: LineTotals | null },
): FlickerFacts | null {
  if (known.size === 0) return null;
  const changed = new Map(changes?.files.map((file) => [file.path, file]));
  const own = [...known].map(([path, lines]) => {
    const [file, change] = [files.get(path), changed.get(path)];
    const kept = lines.filter(({ line }) => change === undefined || !isLineAdded(change, line));
    return file === undefined ? NO_LINES : countFlickering(file, kept);
  });
  return { own: addTotals(own), base: base ?? NO_LINES };
}

const NO_LINES: LineTotals = { linesTotal: 0, linesCovered: 0 };

export const addTotals = (totals: readonly LineTotals[]): LineTotals =>
  totals.reduce(
    (sum, { linesTotal, linesCovered }) => ({
      linesTotal: sum.linesTotal + linesTotal,
      linesCovered: sum.linesCovered + linesCovered,
    }),
    NO_LINES,
  );
