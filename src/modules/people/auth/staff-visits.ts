import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';

const PAUSE_MS = 10 * 60_000;
/** Visits that are remembered: staff are few, organizations may be many. */
const CAPACITY = 10_000;

/** Reports to an organization that staff of the service act in it: once in ten minutes of each person. */
@Injectable()
export class StaffVisits {
  /** Times of the last reports, by person and organization, the oldest first. */
  private readonly reported = new Map<string, number>();

  constructor(
    private readonly events: SecurityEventsWriter,
    private readonly clock: Clock,
  ) {}

  /** To be called for each request of staff in an organization of which they are no member. */
  note({ userId, name }: Pick<CallerIdentity, 'userId' | 'name'>, orgId: OrgId, origin: Partial<RequestOrigin>): void {
    if (!this.isDue(`${userId}:${orgId}`)) return;
    this.events.report(
      {
        action: 'staff.entered',
        actor: { type: 'user', id: userId, name },
        target: { type: 'organization', id: orgId },
        orgIds: [orgId],
      },
      origin,
    );
  }

  private isDue(visit: string): boolean {
    const now = this.clock.now().getTime();
    const last = this.reported.get(visit);
    if (last !== undefined && now - last < PAUSE_MS) return false;
    this.reported.delete(visit);
    this.reported.set(visit, now);
    if (this.reported.size > CAPACITY) this.reported.delete(this.reported.keys().next().value!);
    return true;
  }
}
