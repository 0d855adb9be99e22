import { describe, expect, it } from 'vitest';
import { rightsWithout } from '../../../../test/app';
import { acceptingOf } from './accepting';

const ADMIN = rightsWithout();
const MEMBER = rightsWithout('waive', 'approve_waiver');
const VIEWER = rightsWithout('waive', 'approve_waiver', 'request_waiver');

describe('accepting a problem', () => {
  it.each([
    ['an administrator', ADMIN, false, 'accept', false],
    ['an administrator', ADMIN, true, 'withdraw', false],
    ['a member', MEMBER, false, 'request', false],
    ['a member', MEMBER, true, 'withdraw', true],
    ['a viewer', VIEWER, false, 'accept', true],
  ])('offers %s, with rights %j and accepted: %s, the step %s, locked: %s', (_, can, isAccepted, step, isLocked) => {
    const { lockedBecause, ...offered } = acceptingOf(can, isAccepted);
    expect([offered.step, lockedBecause !== null]).toEqual([step, isLocked]);
  });
});
