import { Injectable } from '@nestjs/common';
import { isSecretRule } from '../../../domain/findings/classify/classify.js';
import { blankMessage } from '../../../domain/findings/secrets/blank-text.js';
import { FILE_FACTS, type FindingFile } from '../../../domain/findings/segments/file-facts.js';
import { kindOf } from '../../../domain/findings/segments/kinds.js';
import { messageAt, Segment } from '../../../domain/findings/segments/segment.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { eachEntry, unpackDifference } from '../../../domain/segments/manifest.js';
import { ScanManifestRepository, type StoredManifest } from './storage/scan-manifest.repository.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { readSegments } from './tracking/tracking.tasks.js';

/** Findings whose contents are read together, and lines of a page. */
const ROWS_AT_ONCE = 2_000;
/** Files that are remembered so that none is read twice. */
const MAX_REMEMBERED = 200_000;

/** A stored file of a tool's findings. */
interface StoredFile {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly file: FindingFile;
}

/** Reads all findings of an organization that are stored, as lines of JSON for people, inside the open tenant transaction. */
@Injectable()
export class StoredFindingsReader {
  constructor(
    private readonly manifests: ScanManifestRepository,
    private readonly segments: SegmentRepository,
  ) {}

  /** Pages of lines. A file's findings that several scans share come once; of very many files a few come again. */
  async *readLines(orgId: OrgId): AsyncGenerator<string[]> {
    let batch: StoredFile[] = [];
    let rows = 0;
    for await (const stored of this.files(orgId)) {
      if (batch.length > 0 && (batch[0]!.repoId !== stored.repoId || rows >= ROWS_AT_ONCE)) {
        yield* this.linesOf(orgId, batch);
        batch = [];
        rows = 0;
      }
      batch.push(stored);
      rows += stored.file.facts.issueIds.length;
    }
    if (batch.length > 0) yield* this.linesOf(orgId, batch);
  }

  private async *files(orgId: OrgId): AsyncGenerator<StoredFile> {
    const known = new Set<string>();
    for await (const manifest of this.manifests.eachStored(orgId)) {
      const { repoId, tool } = manifest;
      for await (const file of this.entries(orgId, manifest, known)) {
        const name = `${repoId}\0${tool}\0${file.address}\0${file.path}`;
        if (known.has(name)) continue;
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.add(name);
        yield { repoId, tool, file };
      }
    }
  }

  /** Files of a manifest's keyframe, unless that was read for another one, and those in which the manifest differs from it. */
  private async *entries(
    orgId: OrgId,
    { repoId, keyframe, difference }: StoredManifest,
    known: Set<string>,
  ): AsyncGenerator<FindingFile> {
    const name = `${repoId}\0${keyframe}`;
    const packed = known.has(name) ? null : await this.segments.findKeyframe(orgId, repoId, keyframe);
    known.add(name);
    if (packed !== null) yield* eachEntry(packed, FILE_FACTS);
    yield* unpackDifference(difference, FILE_FACTS).changed;
  }

  private async *linesOf(orgId: OrgId, files: readonly StoredFile[]): AsyncGenerator<string[]> {
    const addresses = [...new Set(files.map(({ file }) => file.address))];
    const contents = readSegments(await this.segments.copySegments(orgId, files[0]!.repoId, addresses));
    let lines: string[] = [];
    for (const stored of files) {
      for (const line of findingLines(stored, contents.get(stored.file.address)!)) {
        lines.push(line);
        if (lines.length < ROWS_AT_ONCE) continue;
        yield lines;
        lines = [];
      }
    }
    if (lines.length > 0) yield lines;
  }
}

function* findingLines({ repoId, tool, file }: StoredFile, content: Uint8Array): Generator<string> {
  const { path, facts } = file;
  const details = Segment.open(content).details();
  const areSecret = details.ruleIds.map((rule) => isSecretRule(tool, rule));
  for (let row = 0; row < details.count; row += 1) {
    const { type, severity } = kindOf(details.kinds[row]!);
    const rule = details.rules[row]!;
    yield JSON.stringify({
      ...{ repo_id: repoId, issue_id: facts.issueIds[row], first_seen_scan_id: facts.firstSeenScanIds[row], tool },
      ...{ rule: details.ruleIds[rule]!, severity, type },
      message: blankMessage(messageAt(details, row), areSecret[rule]!),
      ...{ path: path === '' ? null : path, line: details.startLines[row]! || null },
    });
  }
}
