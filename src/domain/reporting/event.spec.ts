import type { OrgId } from '../ids.js';
import { eventOfAction, toAuditedData } from './audit-events.js';
import { toBody } from './event.js';
import { bodySchema, EVENT_TYPE_NAMES, isForAdmins } from './event-types.js';

describe('the body of an event', () => {
  it('has its head first, and the data byte for byte as it was recorded', () => {
    const body = toBody({
      org: { id: 1 as OrgId, slug: 'default' },
      sequence: 812,
      uid: '5f2b0c5e-8d0a-4c0f-9b1d-2e3f4a5b6c7d',
      type: 'repo.created',
      at: new Date('2026-01-02T03:04:05.678Z'),
      data: '{"b": 1.50,"a":2}',
    });
    expect(body).toBe(
      '{"id":"evt_5f2b0c5e8d0a4c0f9b1d2e3f4a5b6c7d","type":"repo.created","timestamp":"2026-01-02T03:04:05.678Z",' +
        '"api_version":1,"sequence":812,"org":{"id":1,"slug":"default"},"data":{"b": 1.50,"a":2}}',
    );
  });

  it('is described for every type', () => {
    for (const type of EVENT_TYPE_NAMES)
      expect(bodySchema(type)).toMatchObject({ properties: { type: { const: type }, data: { type: 'object' } } });
  });
});

describe('events of audited actions', () => {
  const actor = { type: 'user', id: 4, name: 'ann@example.test' };
  const target = { type: 'policy', id: null };

  it('are made by the actions of the table alone', () => {
    expect(eventOfAction('policy.updated')).toBe('policy.updated');
    expect(eventOfAction('findings.marked_fp')).toBe('finding.marked_fp');
    expect(eventOfAction('scan.deleted')).toBeNull();
    expect(eventOfAction('toString')).toBeNull();
  });

  it('say what an entry says, and not where from', () => {
    const entry = { action: 'policy.updated', actor, target, old: { a: 1 }, new: { a: 2 }, address: '192.0.2.1' };
    expect(toAuditedData(entry)).toEqual({ actor, target, old: { a: 1 }, new: { a: 2 } });
  });

  it('leave out values that are too long', () => {
    const entry = { action: 'policy.updated', actor, target, old: null, new: { a: 'x'.repeat(16_000) } };
    expect(toAuditedData(entry)).toEqual({ actor, target, old: null, new: null, values_cut: true });
  });

  it('of people and keys are for administrators', () => {
    expect(EVENT_TYPE_NAMES.filter(isForAdmins)).toEqual([
      'member.added',
      'member.role_changed',
      'member.removed',
      'api_key.created',
      'api_key.revoked',
      'api_key.rotated',
    ]);
  });
});
