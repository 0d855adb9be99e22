import { setImmediate as giveOthersATurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { LineRange } from '../../../domain/changes/changed-lines.js';
import { normalizeReportPath } from '../../../domain/findings/readers/report-path.js';
import type { ScanId } from '../../../domain/ids.js';
import { blankSource, countChanged, readSource, type StoredSource } from '../../../domain/source/stored-source.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { Refused, SourceTakenDto } from './dto/source.dto.js';
import { OpenSourceReader } from './open-source.reader.js';
import type { ReceivedForm } from './receive-files.js';
import { SourceRepository } from './source.repository.js';
import { SourceBlanker } from './source-blanker.js';

/** Bytes of a path that an index takes. */
const MAX_PATH_BYTES = 2_000;

/** Takes source text of scans where the repository allows it. */
@Injectable()
export class SourceService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly open: OpenSourceReader,
    private readonly scans: ScanWriter,
    private readonly sources: SourceRepository,
    private readonly blanker: SourceBlanker,
    private readonly quotas: QuotaWriter,
  ) {}

  /** Stores the text of files, without secrets. Refuses the files that it cannot store, and takes the others. */
  async upload(caller: Caller, scanId: ScanId, form: ReceivedForm): Promise<SourceTakenDto> {
    const { orgId } = caller;
    const ranges = parseRanges(form.ranges);
    const files = form.files.map(({ path: written, bytes }) => ({ written, path: pathOf(written), bytes }));
    const paths = new Set(files.flatMap(({ path }) => path ?? []));
    const { known, key } = await this.tenant.run(orgId, () => this.open.readKnown(orgId, scanId, paths));
    const refused: Refused[] = [];
    const read = new Map<string, ReadFile>();
    for (const { written, path, bytes } of files) {
      await giveOthersATurn();
      const ofFile = ranges.get(written) ?? null;
      const source = path === null ? 'invalid_path' : readSource(bytes, ofFile);
      if (path === null || typeof source === 'string')
        refused.push({ path: written.slice(0, 1_000), code: source as Refused['code'] });
      else {
        const blanked = blankSource(source, known.get(path) ?? NO_LINES);
        read.set(path, { written, source, blanked, bytes: bytes.length, isWhole: ofFile === null });
      }
    }
    await confirmCaller();
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.lockDetailed(caller, scanId);
      const repo = await this.open.getRepo(scan);
      await this.sources.keep(scan);
      const allowed = [...read].filter(([, { isWhole }]) => repo.sourceExcerpts === 'files' || !isWhole);
      const tooMuch = [...read.values()].filter(({ isWhole }) => repo.sourceExcerpts !== 'files' && isWhole);
      const blanked = await this.blanker.blankKnown(scan, new Map(allowed.map(([path, file]) => [path, file.blanked])));
      const packed = await Promise.all([...blanked.values()].map((source) => this.sources.pack(orgId, source, key)));
      const names = allowed.map(([path, { isWhole }], at) => ({ path, isWhole, address: packed[at]!.address }));
      const added = await this.sources.saveTexts(scan, packed);
      await this.sources.saveNames(scan, scan.id, names);
      await this.quotas.claimStoredBytes(orgId, added);
      return {
        files: allowed.length,
        bytes: allowed.reduce((sum, [, { bytes }]) => sum + bytes, 0),
        blanked: allowed.reduce((sum, [path, { source }]) => sum + countChanged(source, blanked.get(path)!), 0),
        refused: [...refused, ...tooMuch.map(({ written }): Refused => ({ path: written, code: 'whole_file' }))],
      };
    });
  }
}

interface ReadFile {
  readonly written: string;
  readonly source: StoredSource;
  readonly blanked: StoredSource;
  readonly bytes: number;
  readonly isWhole: boolean;
}

const NO_LINES: ReadonlySet<number> = new Set();

/** Null for a path that leads out of the repository, and for one that is too long. */
function pathOf(written: string): string | null {
  const read = normalizeReportPath(written);
  return read.ok && read.path !== null && Buffer.byteLength(read.path) <= MAX_PATH_BYTES ? read.path : null;
}

function parseRanges(text: string | null): ReadonlyMap<string, readonly LineRange[]> {
  if (text === null) return new Map();
  const value = parseJson(text);
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  if (!entries?.every(([, ranges]) => areRanges(ranges)))
    throw new ValidationFailed([
      { field: 'ranges', message: 'must be a JSON object that maps each path to [[from, to], ...]' },
    ]);
  return new Map(entries as [string, LineRange[]][]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const areRanges = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (range: unknown) => Array.isArray(range) && range.length === 2 && range.every((line) => Number.isSafeInteger(line)),
  );
