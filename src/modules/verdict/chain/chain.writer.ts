import { Inject, Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { sealAction, type SealedVerdict, sealVerdict } from '../../../domain/seals/verdict-seal.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type SealingKey, VERDICT_KEY } from '../../../platform/secrets/verdict-keys.js';
import { ChainRepository } from './chain.repository.js';
import { ChainCounter } from './chain-counter.js';
import { Chainer } from './chainer.js';

/**
 * Seals what happens to verdicts, inside the open tenant transaction. Each entry is sealed by itself, so that nothing waits for another
 * verdict; entries get their place in the chain of the repository in the background
 * (docs/adr/storage.md#verdicts-are-sealed-and-chained).
 */
@Injectable()
export class ChainWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly chains: ChainRepository,
    private readonly chainer: Chainer,
    private readonly counter: ChainCounter,
    @Inject(VERDICT_KEY) private readonly key: SealingKey,
  ) {}

  /** Seals a verdict with the evaluation that is stored beside. */
  async recordVerdict(verdict: SealedVerdict & { readonly orgId: OrgId; readonly repoId: RepoId }): Promise<void> {
    const { scanId, number } = verdict;
    await this.add(verdict, [{ action: 'judged', scanId, number, seal: sealVerdict(this.key.key, verdict) }]);
  }

  /** Says that scans were deleted on purpose. */
  async recordDeletion(orgId: OrgId, repoId: RepoId, scanIds: readonly ScanId[]): Promise<void> {
    const entries = scanIds.map((scanId) => this.entryOf({ orgId, repoId, scanId, action: 'deleted' }));
    await this.add({ orgId, repoId }, entries);
  }

  /** Says that verdicts up to a scan were imported, without seals. */
  async recordImport(orgId: OrgId, repoId: RepoId, lastScanId: ScanId): Promise<void> {
    await this.add({ orgId, repoId }, [this.entryOf({ orgId, repoId, scanId: lastScanId, action: 'imported' })]);
  }

  /** Records that a repository is deleted on purpose with its chain. Call it before the deletion, in a transaction that sees the repository. */
  async recordRepoDeletion(orgId: OrgId, repoId: RepoId): Promise<void> {
    // A transaction that extends the chain now holds entries, too.
    await this.chains.lockOpen({ orgId, repoId }, 1);
    const head = await this.chains.findHead({ orgId, repoId });
    if (head) await this.counter.add(orgId, { removedChains: 1, removedEntries: head.position });
  }

  private entryOf(of: { orgId: OrgId; repoId: RepoId; scanId: ScanId; action: 'deleted' | 'imported' }) {
    return { action: of.action, scanId: of.scanId, number: 0, seal: sealAction(this.key.key, of) };
  }

  private async add(
    { orgId, repoId }: { readonly orgId: OrgId; readonly repoId: RepoId },
    entries: Parameters<ChainRepository['insert']>[2],
  ): Promise<void> {
    this.tenant.afterCommit(() => this.chainer.announce());
    await this.chains.insert({ orgId, repoId }, this.key.id, entries);
  }
}
