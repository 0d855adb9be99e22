import 'reflect-metadata';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { StaffVisits } from './staff-visits.js';

describe('StaffVisits', () => {
  it('reports each person in each organization, once in ten minutes', () => {
    let minutes = 0;
    const reported: unknown[] = [];
    const events = { report: (event: { orgIds: unknown[] }) => reported.push(event.orgIds[0]) };
    const clock = { now: () => new Date(minutes * 60_000) };
    const visits = new StaffVisits(events as unknown as SecurityEventsWriter, clock);
    const note = (person: number, orgId: number) =>
      visits.note({ userId: person as UserId, name: 'staff' }, orgId as OrgId, {});
    for (const at of [0, 1, 9.9, 10, 19]) {
      minutes = at;
      note(1, 7);
    }
    expect(reported).toEqual([7, 7]);
    note(2, 7);
    note(1, 8);
    expect(reported).toEqual([7, 7, 7, 8]);
  });
});
