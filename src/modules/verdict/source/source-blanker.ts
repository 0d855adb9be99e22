import { Injectable } from '@nestjs/common';
import {
  blankAlike,
  blankedLines,
  blankSource,
  countChanged,
  linesBetween,
  linesBlankedWhole,
  type StoredSource,
} from '../../../domain/source/stored-source.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { SecretPlacesReader } from '../findings/secret-places.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { type FoundSource, SourceRepository } from './source.repository.js';

/** Blanks secrets in stored texts that a tool finds later, inside the open tenant transaction. */
@Injectable()
export class SourceBlanker {
  constructor(
    private readonly sources: SourceRepository,
    private readonly secrets: SecretPlacesReader,
    private readonly repos: RepoReader,
    private readonly quotas: QuotaWriter,
  ) {}

  /**
   * Blanks the secrets that a scan found, in its own texts and in those of all other scans: these name the blanked texts from now
   * on, and no copy stays. Fixes of these files are deleted.
   */
  async blankFound(scan: Scan): Promise<void> {
    const places = await this.secrets.listSecrets(scan);
    const paths = [...places.keys()];
    if (paths.length === 0) return;
    await this.sources.deleteFixesOf(scan, paths);
    const texts = await this.sources.findOfPaths(scan, paths, false);
    for (const [path, found] of texts) await this.blankPath(scan, path, found, places.get(path)!);
  }

  private async blankPath(
    { orgId, repoId, id }: Scan,
    path: string,
    found: readonly FoundSource[],
    secret: ReadonlySet<number>,
  ): Promise<void> {
    const own = await this.sources.findSource(orgId, id, path);
    // Lines of other scans may have other numbers: without those lines in its own text, the numbers are all there is.
    const isShown = own !== null && [...secret].every((line) => linesBetween(own.source, line, line).length > 0);
    const whole = isShown ? linesBlankedWhole(own.source, secret) : [];
    const wholeNumbers = new Set(whole.map(({ n }) => n));
    const byNumber = found.map(({ address, source }) =>
      blankSource(source, isShown && own.address !== address ? wholeNumbers : secret),
    );
    const known = new Set([...byNumber.flatMap(blankedLines), ...whole.map(({ text }) => text)]);
    const key = await this.repos.trackingSecret(orgId, repoId);
    for (const [at, { address, source }] of found.entries()) {
      const without = blankAlike(byNumber[at]!, known);
      if (countChanged(source, without) === 0) continue;
      const packed = await this.sources.pack(orgId, without, key);
      await this.quotas.addStoredBytes(orgId, await this.sources.replaceText({ orgId, repoId }, address, packed));
    }
  }

  /** Blanks in new texts the secrets that are known of the same files. */
  async blankKnown(scan: Scan, files: ReadonlyMap<string, StoredSource>): Promise<ReadonlyMap<string, StoredSource>> {
    const known = await this.sources.findOfPaths(scan, [...files.keys()], true);
    return new Map(
      [...files].map(([path, source]) => {
        const blanked = new Set((known.get(path) ?? []).flatMap((each) => blankedLines(each.source)));
        return [path, blankAlike(source, blanked)];
      }),
    );
  }
}
