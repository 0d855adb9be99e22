import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TENANT_TABLES } from '../../../platform/tenancy/tenant-tables.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { OrganizationWriter } from '../../people/organization/organization.writer.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { type Job, type JobHandler, JobWriter, type StepOutcome } from '../../record/job/job.writer.js';
import { RepoDeletionJob } from './repo-deletion.job.js';

export const DELETE_ORGANIZATION = 'delete-organization';

/** Rows of one step. */
const ROWS = 5_000;
/** People of one step: each has a history in several organizations. */
const PEOPLE = 20;

const ORGANIZATIONS = 'public.organizations';
/** Jobs, this one among them, and when they are due end with the organization. */
const LAST = ['public.jobs', 'public.work_items', ORGANIZATIONS];
/** Tables that are emptied one after another. */
const EMPTIED = Object.keys(TENANT_TABLES).filter((table) => !LAST.includes(table));
/** More than any of the last tables has. */
const ALL = 100_000_000;

/**
 * Deletes what is left of a deleted organization when its deletion can be undone no more: its repositories, the people who
 * belong to no other, every table of tenants, itself. The job ends with the row of the organization.
 */
@Injectable()
export class OrgDeletionJob implements JobHandler {
  readonly kind = DELETE_ORGANIZATION;

  constructor(
    private readonly reader: OrganizationReader,
    private readonly organizations: OrganizationWriter,
    private readonly repos: RepoReader,
    private readonly repoWriter: RepoWriter,
    private readonly repoDeletion: RepoDeletionJob,
    jobs: JobWriter,
  ) {
    jobs.register(this);
  }

  async step({ orgId }: Job): Promise<StepOutcome> {
    if ((await this.reader.settings(orgId)).deletedAt === null) return { done: 0, next: 'finished' };
    await this.repoWriter.seeDeleted(orgId);
    const [repo] = await this.repos.listRepos(orgId, { limit: 1, afterId: null });
    return repo ? this.deleteFrom(orgId, repo.id) : { done: 0, next: await this.deleteRest(orgId) };
  }

  private async deleteFrom(orgId: OrgId, repoId: RepoId): Promise<StepOutcome> {
    const { next } = await this.repoDeletion.deleteSome(orgId, repoId);
    return next === 'finished' ? { done: 1, next: 'step' } : { done: 0, next };
  }

  private async deleteRest(orgId: OrgId): Promise<StepOutcome['next']> {
    if ((await this.organizations.deleteLoneMembers(orgId, PEOPLE)) > 0) return 'step';
    for (const table of EMPTIED) if ((await this.organizations.deleteRows(orgId, table, ROWS)) > 0) return 'step';
    for (const table of LAST) await this.organizations.deleteRows(orgId, table, ALL);
    return 'finished';
  }
}
