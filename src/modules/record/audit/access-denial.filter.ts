import { type ArgumentsHost, Catch, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { replaceControls } from '../../../domain/scanning/control-characters.js';
import { toAppError } from '../../../platform/errors/to-app-error.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { ProblemFilter } from '../../../platform/request/problem.filter.js';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import { describeActor } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { MinuteSample } from '../../../platform/time/minute-sample.js';
import { SecurityEventsWriter } from './security-events.writer.js';

/** Reported denials a minute of each caller. */
const REPORTED_A_MINUTE = 10;
const MAX_PATH = 200;

/** Answers failures, and reports those by which somebody who is known was denied access. */
@Catch()
export class AccessDenialFilter extends ProblemFilter {
  private readonly sample: MinuteSample;

  constructor(
    @Inject(LOGGER) logger: Logger,
    private readonly events: SecurityEventsWriter,
    clock: Clock,
  ) {
    super(logger);
    this.sample = new MinuteSample(REPORTED_A_MINUTE, clock);
  }

  override catch(thrown: unknown, host: ArgumentsHost): void {
    super.catch(thrown, host);
    const { status, code } = toAppError(thrown);
    const request = host.switchToHttp().getRequest<AuthenticatedRequest>();
    const { caller, method, originalUrl } = request;
    if (status !== 403 || !caller || !this.sample.takes(describeActor(caller))) return;
    const [path = ''] = originalUrl.split('?', 1);
    const details = { method, path: replaceControls(path).slice(0, MAX_PATH), code };
    this.events.reportOf(caller, { action: 'access.denied', target: { type: 'route', id: null }, details });
  }
}
