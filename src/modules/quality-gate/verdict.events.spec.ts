import type { OrgId, ScanId } from '../../domain/ids.js';
import { ChangeFeed } from '../../platform/cache/change-feed.js';
import { createLogger } from '../../platform/logging/logger.js';
import { VerdictEvents } from './verdict.events.js';

const ORG = 1 as OrgId;
const SCAN = 2 as ScanId;

const aVerdictEvents = () => new VerdictEvents(new ChangeFeed(null, createLogger('silent')));

describe('VerdictEvents', () => {
  it('wakes those who wait for this scan of this organization, until they stop', () => {
    const events = aVerdictEvents();
    const woken: string[] = [];
    const stop = events.onVerdict(ORG, SCAN, () => woken.push('first'));
    events.onVerdict(ORG, SCAN, () => woken.push('second'));
    events.onVerdict(ORG, 3 as ScanId, () => woken.push('another scan'));
    events.onVerdict(2 as OrgId, SCAN, () => woken.push('another organization'));
    events.verdictStored(ORG, SCAN);
    stop();
    events.verdictStored(ORG, SCAN);
    expect(woken).toEqual(['first', 'second', 'second']);
  });

  it('wakes everyone when the service stops', () => {
    const events = aVerdictEvents();
    const woken: string[] = [];
    events.onVerdict(ORG, SCAN, () => woken.push('one'));
    events.onVerdict(2 as OrgId, SCAN, () => woken.push('other'));
    expect(events.isClosed).toBe(false);
    events.onModuleDestroy();
    expect(events.isClosed).toBe(true);
    expect(woken).toEqual(['one', 'other']);
  });
});
