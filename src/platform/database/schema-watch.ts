import type { RequestListener } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.js';
import { LOGGER } from '../logging/logger.js';
import { noteFacts } from '../observability/request-facts.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { RepeatedTask } from '../time/repeated-task.js';
import { DatabaseProbe } from './database-probe.js';
import { describeNewerSchema, SCHEMA_NUMBER } from './schema-version.js';

/** Two looks and their answers fit into the 10 s in which an instance that may not serve has to notice. */
const EVERY_MS = 3_000;
const LIVENESS = '/api/health/live';

const TOO_OLD = new AppError(
  'version_too_old',
  'A later version has changed the database schema. Send requests to its instances.',
  { retryAfterSeconds: 5 },
);

/**
 * Watches which versions the schema lets serve. While this one is too old, all but the probe of liveness is answered 503, and work
 * beside the requests pauses.
 */
@Injectable()
export class SchemaWatch implements Doorkeeper, OnApplicationBootstrap, OnApplicationShutdown {
  private oldest = 0;
  private readonly task: RepeatedTask;

  constructor(
    private readonly probe: DatabaseProbe,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    // Readiness reports a database that is away.
    this.task = new RepeatedTask(
      EVERY_MS,
      () => this.look(),
      () => undefined,
    );
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.task.stop();
  }

  before({ next, raw }: ServerContext): RequestListener {
    return (request, response) => {
      const [path = ''] = (request.url ?? '').split('?', 1);
      if (!this.isTooOld || path === LIVENESS) {
        next(request, response);
        return;
      }
      noteFacts(request, { route: 'not served' });
      raw.writeProblem(response, TOO_OLD, { path, requestId: requestIdOf(request) });
    };
  }

  /** False while the schema is for later versions: requests are refused, and work beside them pauses. */
  get mayServe(): boolean {
    return !this.isTooOld;
  }

  private get isTooOld(): boolean {
    return this.oldest > SCHEMA_NUMBER;
  }

  private async look(): Promise<void> {
    const wasTooOld = this.isTooOld;
    this.oldest = await this.probe.oldestServing();
    if (this.isTooOld && !wasTooOld) this.logger.error(describeNewerSchema(this.oldest));
  }
}
