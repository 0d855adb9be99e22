import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hasFindings } from '../../../../domain/findings/run-state.js';
import type { ScanId } from '../../../../domain/ids.js';
import { ranOnBase } from '../../../../domain/scanned/compared-runs.js';
import { type AddressList, listAddresses } from '../../../../domain/segments/address-list.js';
import { BaselineReader } from '../../baseline/baseline.reader.js';
import type { Scan } from '../../scan/scan.reader.js';
import { type FindingsKey, FindingStore, type StoredFindings } from '../storage/finding-store.js';
import { ComparedBaseReader } from './compared-base.reader.js';
import type { EarlierFindings, PreparedTracking, TrackedRun, TrackingInputs } from './tracking-inputs.js';
import { type TrackingSurroundings, TrackingSurroundingsReader } from './tracking-surroundings.reader.js';

/** Inputs of tracking, read for all tools of a scan at once, inside the open tenant transaction. */
@Injectable()
export class TrackingInputsReader {
  constructor(
    private readonly surroundings: TrackingSurroundingsReader,
    private readonly places: ComparedBaseReader,
    private readonly baselines: BaselineReader,
    private readonly store: FindingStore,
  ) {}

  /** Inputs by tool. */
  async prepare(scan: Scan, runs: readonly TrackedRun[]): Promise<ReadonlyMap<string, PreparedTracking>> {
    if (runs.length === 0) return new Map();
    const tools = runs.map(({ tool }) => tool);
    const surroundings = await this.surroundings.read(scan, tools);
    const prepared = runs.map((run) => {
      const inputs = inputsOf(scan, run, surroundings);
      return { inputs, isChanged: inputs.matchedAgainst !== run.matchedAgainst };
    });
    const keys = prepared.flatMap(({ inputs, isChanged }) => (isChanged ? earlierKeys(inputs) : []));
    let loaded: Promise<readonly StoredFindings[]> | undefined;
    const loadEarlier = async (of: TrackingInputs) => {
      loaded ??= this.store.loadSome(scan, keys);
      return pickEarlier(of, await loaded);
    };
    return new Map(
      prepared.map((each) => [each.inputs.tool, { ...each, loadEarlier: () => loadEarlier(each.inputs) }]),
    );
  }

  /** Addresses of the segments that the scan's findings will be compared with, be they of whatever tool. */
  async listComparedSegments(scan: Scan): Promise<AddressList> {
    const { orgId, repoId, defaultBranch } = scan;
    const base = await this.places.findBase(scan);
    const baselines = base === null ? [...(await this.baselines.findBaselines(orgId, repoId, defaultBranch))] : [];
    const stored =
      base === null
        ? await this.store.loadSome(
            scan,
            baselines.map(([tool, { scanId }]) => ({ tool, scanId })),
          )
        : await this.store.loadAll({ orgId, repoId, id: base.id });
    return listAddresses(stored.flatMap(({ manifest }) => manifest.map(({ address }) => address)));
  }
}

function inputsOf(scan: Scan, run: TrackedRun, surroundings: TrackingSurroundings): TrackingInputs {
  const { tool } = run;
  const { changedSinceBase, targetId, abandonedIds, landedIds, likelyIds, arePathsResolved, secret } = surroundings;
  const pointer = surroundings.baselines.get(tool) ?? null;
  const previousId = surroundings.previousIds.get(tool) ?? null;
  const marks = surroundings.marks.filter((mark) => mark.tool === tool);
  const inComparison = comparedWith(run, surroundings);
  // Lines that a baseline scan sends differ from the base that it was created with, and from no other.
  const isMapped = !scan.isBaselineScan || (inComparison.baseId ?? pointer?.scanId) === scan.namedBaseId;
  const changes = isMapped ? surroundings.changes : null;
  const isBaseExact = inComparison.isBaseExact || (scan.isBaselineScan && changes !== null);
  const compared = { ...inComparison, isBaseExact };
  const { baseId, areTablesSame, ranOnBase } = compared;
  const matchedAgainst = digestOf([
    // Versions restart after a rebuild.
    pointer && [pointer.scanId, pointer.version],
    scan.baselineGeneration,
    [baseId, isBaseExact, changedSinceBase, ranOnBase, ...(areTablesSame ? [] : [areTablesSame])],
    targetId,
    previousId,
    ...(landedIds.length + likelyIds.length === 0 ? [] : [landedIds, likelyIds]),
    marks.map((mark) => mark.issueId),
    changes,
    arePathsResolved,
    ...(abandonedIds.length > 0 ? [abandonedIds] : []),
  ]);
  return {
    ...compared,
    ...{ tool, matchedAgainst, targetId, abandonedIds, previousId, landedIds, likelyIds },
    ...{ marks, changes, changedSinceBase },
    ...{ arePathsResolved, secret },
    // The base says the same of its own scan.
    baselineId: pointer === null || pointer.scanId === baseId ? null : pointer.scanId,
  };
}

function comparedWith(
  run: TrackedRun,
  { base, reportsOnBase }: TrackingSurroundings,
): Pick<TrackingInputs, 'baseId' | 'isOnBase' | 'isBaseExact' | 'areTablesSame' | 'ranOnBase'> {
  const report = reportsOnBase.get(run.tool);
  const areTablesSame = report === undefined || report.tablesVersion === run.tablesVersion;
  if (base === null) return { baseId: null, isOnBase: false, isBaseExact: false, areTablesSame, ranOnBase: 'all' };
  return {
    baseId: base.id,
    isOnBase: report !== undefined && hasFindings(report.state),
    isBaseExact: base.isExact,
    areTablesSame,
    ranOnBase: ranOnBase(run, report),
  };
}

/** Scans whose findings of the tool are looked into. */
const earlierIds = ({ isOnBase, baseId, baselineId, targetId, previousId }: TrackingInputs) => ({
  base: isOnBase ? baseId : null,
  ...{ baseline: baselineId, target: targetId },
  previous: previousId,
});

const earlierKeys = (inputs: TrackingInputs): FindingsKey[] =>
  [...Object.values(earlierIds(inputs)), ...inputs.landedIds, ...inputs.likelyIds, ...inputs.abandonedIds].flatMap(
    (scanId) => (scanId === null ? [] : [{ scanId, tool: inputs.tool }]),
  );

function pickEarlier(inputs: TrackingInputs, loaded: readonly StoredFindings[]): EarlierFindings {
  const find = (id: ScanId | null) => loaded.find(({ scanId, tool }) => scanId === id && tool === inputs.tool) ?? null;
  const { base, baseline, target, previous } = earlierIds(inputs);
  const findAll = (ids: readonly ScanId[]) => ids.flatMap((id) => find(id) ?? []);
  return {
    ...{ base: find(base), baseline: find(baseline), target: find(target), previous: find(previous) },
    ...{ landed: findAll(inputs.landedIds), likely: findAll(inputs.likelyIds) },
    abandoned: findAll(inputs.abandonedIds),
  };
}

/** SHA-256 of a value, so that equal values have equal digests. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url');
