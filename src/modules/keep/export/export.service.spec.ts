import type { Response } from 'express';
import type { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { OrganizationReader } from '../../people/organization/organization.reader.js';
import type { RepoReader } from '../../people/organization/repo.reader.js';
import type { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ExportService } from './export.service.js';
import type { ExportedFiles } from './exported-files.js';

const aCaller = (orgId: number) => ({ orgId }) as Caller;
const anAnswer = () => ({ headersSent: false, destroy: jest.fn(), once: jest.fn() });

function aService(snapshot: TenantDatabase['snapshot']) {
  const tenant = { run: () => Promise.resolve({ slug: 'acme' }), snapshot } as unknown as TenantDatabase;
  const service = new ExportService(
    tenant,
    {} as OrganizationReader,
    {} as ExportedFiles,
    {} as AuditLogWriter,
    {} as RepoReader,
  );
  return (orgId: number, answer: object = anAnswer()) => service.send(aCaller(orgId), answer as Response, false);
}

describe('exports of a process', () => {
  it('are two at a time, whatever became of those before', async () => {
    const open: ((error: Error) => void)[] = [];
    const send = aService(() => new Promise((_, reject) => void open.push(reject)));
    const first = send(1);
    const second = send(2);
    await expect(send(3)).rejects.toMatchObject({ code: 'unavailable', extra: { retryAfterSeconds: 30 } });
    open[0]!(new Error('away'));
    await expect(first).rejects.toThrow('away');
    const third = send(3);
    await Promise.resolve();
    for (const reject of open.slice(1)) reject(new Error('away'));
    await expect(second).rejects.toThrow('away');
    open.at(-1)!(new Error('away'));
    await expect(third).rejects.toThrow('away');
  });

  it('are broken off where they fail half way', async () => {
    const answer = { ...anAnswer(), headersSent: true };
    await aService(() => Promise.reject(new Error('away')))(1, answer);
    expect(answer.destroy).toHaveBeenCalledTimes(1);
  });
});
