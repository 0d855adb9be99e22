import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { PlacedPath } from '../../../domain/paths/placed-path.js';
import { encodeFixes, type ReportedFix } from '../../../domain/source/stored-fix.js';
import { MAX_SOURCE_BYTES } from '../../../domain/source/stored-source.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { FixKeeper } from '../findings/fix-keeper.events.js';
import { SecretPlacesReader } from '../findings/secret-places.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { SourceRepository } from './source.repository.js';

/** Stores fixes of reports where the repository stores source text, beside that text. */
@Injectable()
export class FixWriter {
  constructor(
    private readonly sources: SourceRepository,
    private readonly secrets: SecretPlacesReader,
    private readonly repos: RepoReader,
    keeper: FixKeeper,
  ) {
    keeper.onReport((scan, tool, fixes) => this.replace(scan, tool, fixes));
    keeper.onMove((scan, tool, files) => this.move(scan, tool, files));
  }

  /** A file whose text has secrets blanked under its path of now has no fixes. */
  private async move(scan: Scan, tool: string, files: readonly PlacedPath[]): Promise<void> {
    const names = await this.sources.takeFixes(
      scan,
      tool,
      files.map(([from]) => from),
    );
    if (names.length === 0) return;
    const pathOf = new Map(files);
    const moved = names.map(({ path, address }) => ({ path: pathOf.get(path)!, address }));
    const blanked = await this.sources.listBlanked(
      scan,
      moved.map(({ path }) => path),
    );
    await this.sources.addFixes(
      scan,
      tool,
      moved.filter(({ path }) => !blanked.has(path)),
    );
  }

  /** Files in which a tool found a secret have no fixes: an edit may repeat it. Answers the bytes that are stored for it. */
  private async replace(scan: Scan, tool: string, fixes: readonly ReportedFix[]): Promise<number> {
    const { orgId, repoId } = scan;
    const { sourceExcerpts } = await this.repos.getRepo(orgId, repoId);
    if (sourceExcerpts === 'none') return 0;
    await this.sources.keep(scan);
    const files = await this.withoutSecrets(
      scan,
      groupBy(fixes, ({ path }) => path),
    );
    const key = await this.repos.trackingSecret(orgId, repoId);
    const packed = await Promise.all(files.map(([, ofFile]) => this.sources.packFixes(orgId, ofFile, key)));
    const added = await this.sources.saveTexts(scan, packed);
    const names = files.map(([path], at) => ({ path, address: packed[at]!.address }));
    await this.sources.saveFixes(scan, tool, names);
    return added;
  }

  private async withoutSecrets(
    scan: Scan,
    files: ReadonlyMap<string, readonly ReportedFix[]>,
  ): Promise<(readonly [string, readonly ReportedFix[]])[]> {
    if (files.size === 0) return [];
    const secret = await this.secrets.listSecrets(scan, new Set(files.keys()));
    const blanked = await this.sources.listBlanked(scan, [...files.keys()]);
    return [...files].filter(
      ([path, fixes]) =>
        !secret.has(path) && !blanked.has(path) && Buffer.byteLength(encodeFixes(fixes)) <= MAX_SOURCE_BYTES,
    );
  }
}
