import { Injectable } from '@nestjs/common';
import { applyToClones, type CloneRow, clonesIn, type CloneUpdate } from '../../../../domain/scanned/clone-rows.js';
import type { Scan } from '../../scan/scan.reader.js';
import { ContentsReader } from '../storage/contents.reader.js';
import { FindingStore } from '../storage/finding-store.js';

/** Duplicated texts among the findings of scans, inside the open tenant transaction. */
@Injectable()
export class StoredClones {
  constructor(
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
  ) {}

  /** The clones of a scan in the order of their tools, files and places. */
  async listClones(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<CloneRow[]> {
    const stored = await this.store.loadAll(scan);
    const files = await this.contents.readFiles(scan, stored, ({ facts }) => facts.hasClones);
    return files.flatMap(clonesIn);
  }

  /** Stores changes of a tool's clones. */
  async update(scan: Scan, tool: string, rows: readonly CloneRow[], updates: readonly CloneUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    const stored = await this.store.load(scan, scan.id, tool);
    if (stored === null) return;
    await this.store.save(scan, tool, applyToClones(stored, rows, updates), stored.keyframe);
  }
}
