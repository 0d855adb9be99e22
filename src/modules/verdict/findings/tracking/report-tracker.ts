import { Injectable } from '@nestjs/common';
import { hasFindings } from '../../../../domain/findings/run-state.js';
import type { Scan } from '../../scan/scan.reader.js';
import type { FindingReport } from '../finding-report.js';
import type { ToolFindings } from '../ingest/tool-findings.js';
import { FindingStore } from '../storage/finding-store.js';
import type { PlacedReports } from './finding-placer.js';
import { type TrackedFindings, Tracker } from './tracker.js';
import { TrackingInputsReader } from './tracking-inputs.reader.js';

/** Findings that a completion has in place of stored ones. */
export interface FoundNow {
  /** Files with little coverage; null: the earlier ones stay as they are. */
  readonly gaps: ToolFindings | null;
  /** Those of tools whose paths changed since their report. */
  readonly placed: PlacedReports;
  /** False where the gaps alone are compared. */
  readonly areOpen: boolean;
}

/** Recognizes the findings of reports, inside the open tenant transaction. */
@Injectable()
export class ReportTracker {
  constructor(
    private readonly inputs: TrackingInputsReader,
    private readonly tracker: Tracker,
    private readonly store: FindingStore,
  ) {}

  /** Recognizes what a report found that just came. */
  async trackReported(scan: Scan, found: ToolFindings, report: FindingReport): Promise<TrackedFindings> {
    const prepared = await this.inputs.prepare(scan, [report]);
    return this.tracker.trackReported(scan, found, prepared.get(report.tool)!);
  }

  /** The reports of which something changed since their findings were tracked, with these as they are tracked now. */
  async trackChanged(
    scan: Scan,
    reports: readonly FindingReport[],
    { gaps, areOpen, found }: Omit<FoundNow, 'placed'> & { readonly found: PlacedReports['findings'] },
  ): Promise<(readonly [FindingReport, TrackedFindings])[]> {
    const open = areOpen ? reports : reports.filter(({ tool }) => tool === gaps?.tool);
    const runs = open
      .filter(({ state }) => hasFindings(state))
      .map((report) => (found.has(report.tool) ? { ...report, matchedAgainst: '' } : report));
    const prepared = await this.inputs.prepare(scan, runs);
    const changed = runs.filter(({ tool }) => prepared.get(tool)!.isChanged);
    const again = changed.filter(({ tool }) => !found.has(tool));
    const own = await this.store.loadSome(
      scan,
      again.map(({ tool }) => ({ scanId: scan.id, tool })),
    );
    const tracked: (readonly [FindingReport, TrackedFindings])[] = [];
    for (const report of changed) {
      const { tool } = report;
      const inputs = prepared.get(tool)!;
      const before = own.find((findings) => findings.tool === tool);
      const reported = found.get(tool);
      if (reported !== undefined) tracked.push([report, await this.tracker.trackReported(scan, reported, inputs)]);
      else if (before !== undefined) tracked.push([report, await this.tracker.trackAgain(scan, before, inputs)]);
    }
    return tracked;
  }
}
