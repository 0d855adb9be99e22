import { Injectable } from '@nestjs/common';
import { isSecretRule } from '../../../domain/findings/classify/classify.js';
import { Segment } from '../../../domain/findings/segments/segment.js';
import type { Scan } from '../scan/scan.reader.js';
import { FindingStore } from './storage/finding-store.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { readSegments } from './tracking/tracking.tasks.js';

/** Files whose findings are read together, after which other work has its turn. */
const FILES_AT_ONCE = 500;
/** The most lines of a secret that are looked at. */
const MAX_LINES = 1_000;

/** Lines in which rules about secrets found something, inside the open tenant transaction. */
@Injectable()
export class SecretPlacesReader {
  constructor(
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
  ) {}

  /** Lines by path: those of the paths, by default of all. */
  async listSecrets(scan: Scan, paths?: ReadonlySet<string>): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
    const places = new Map<string, Set<number>>();
    for (const { tool, manifest } of await this.store.loadAll(scan)) {
      const wanted = paths === undefined ? manifest : manifest.filter(({ path }) => paths.has(path));
      for (let from = 0; from < wanted.length; from += FILES_AT_ONCE) {
        const files = wanted.slice(from, from + FILES_AT_ONCE);
        const addresses = [...new Set(files.map(({ address }) => address))];
        const contents = readSegments(await this.segments.copySegments(scan.orgId, scan.repoId, addresses));
        for (const { path, address } of files)
          for (const line of secretLines(tool, contents.get(address)!)) {
            const lines = places.get(path) ?? new Set<number>();
            places.set(path, lines.add(line));
          }
      }
    }
    return places;
  }
}

function* secretLines(tool: string, content: Uint8Array): Generator<number> {
  const { count, ruleIds, rules, startLines, endLines } = Segment.open(content).details();
  const areSecret = ruleIds.map((rule) => isSecretRule(tool, rule));
  if (!areSecret.includes(true)) return;
  for (let row = 0; row < count; row += 1) {
    if (!areSecret[rules[row]!] || startLines[row] === 0) continue;
    const last = Math.min(endLines[row]!, startLines[row]! + MAX_LINES - 1);
    for (let line = startLines[row]!; line <= last; line += 1) yield line;
  }
}
