import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ExportedFiles } from './exported-files.js';

/** Exports of a process at a time: each has a connection to the database until its client has read it. */
const MAX_AT_ONCE = 2;
/** Longest wait for deletions of repositories, below what proxies allow, and the pause between two looks. */
const MAX_WAIT_MS = 30_000;
const LOOK_MS = 250;

/** Gives everything of an organization as a tar of JSON lines. */
@Injectable()
export class ExportService {
  private running = 0;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationReader,
    private readonly files: ExportedFiles,
    private readonly audit: AuditLogWriter,
    private readonly repos: RepoReader,
  ) {}

  /**
   * Answers the tar as fast as the client reads, from one snapshot of the database. Where that fails half way the
   * connection is broken off: a whole export ends with `end.json`.
   *
   * @param hasSource true for an export with source text
   * @throws AppError `unavailable` (503) while as many exports are under way as a process does at a time, or a repository is being deleted
   */
  async send(caller: Caller, response: Response, hasSource: boolean): Promise<void> {
    if (this.running >= MAX_AT_ONCE)
      throw new AppError('unavailable', 'Other exports are running. Try again when they have finished.', {
        retryAfterSeconds: 30,
      });
    this.running += 1;
    try {
      await this.sendSnapshot(caller, response, hasSource);
    } catch (error) {
      if (!response.headersSent) throw error;
      response.destroy();
    } finally {
      this.running -= 1;
    }
  }

  private async sendSnapshot(caller: Caller, response: Response, hasSource: boolean): Promise<void> {
    const { slug } = await this.record(caller, hasSource);
    const gone = goneSignal(response);
    const latest = performance.now() + MAX_WAIT_MS;
    const pieces = () => this.files.pieces(caller.orgId, hasSource);
    while (!(await this.trySnapshot(caller, pieces, slug, response, gone))) {
      if (performance.now() >= latest)
        throw new AppError('unavailable', 'A repository is being deleted. Try again when the deletion has finished.', {
          retryAfterSeconds: 30,
        });
      await sleep(LOOK_MS, undefined, { signal: gone });
    }
    response.end();
  }

  /** False while a repository is being deleted: some of its rows are hidden, and others refer to them. */
  private trySnapshot(
    { orgId }: Caller,
    pieces: () => AsyncGenerator<Buffer>,
    slug: string,
    response: Response,
    gone: AbortSignal,
  ): Promise<boolean> {
    return this.tenant.snapshot(orgId, async () => {
      if ((await this.repos.listDeleted(orgId)).length > 0) return false;
      for await (const piece of pieces()) {
        if (!response.headersSent) response.type('application/x-tar').attachment(`${slug}.tar`);
        if (!response.write(piece)) await once(response, 'drain', { signal: gone });
        gone.throwIfAborted();
      }
      return true;
    });
  }

  private record(caller: Caller, hasSource: boolean): Promise<{ slug: string }> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.audit.record(caller, {
        action: 'organization.exported',
        target: { type: 'organization', id: orgId },
        ...(hasSource && { new: { source: true } }),
      });
      return this.organizations.settings(orgId);
    });
  }
}
