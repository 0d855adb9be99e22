import { Inject, Injectable } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseProbe } from '../../../platform/database/database-probe.js';

/** Injection token of the names of the migrations that this version knows. */
export const KNOWN_MIGRATIONS = Symbol('KNOWN_MIGRATIONS');

/** Longer than a busy database takes, shorter than a probe waits. */
const PATIENCE_MS = 3_000;

/** Checks that requests can be served: the database answers and has the schema of this version. */
@Injectable()
export class ReadinessService {
  private underWay: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseProbe,
    @Inject(KNOWN_MIGRATIONS) private readonly known: readonly string[],
  ) {}

  /** Returns when ready; throws what becomes a 503 when not. Probes that come together share one check. */
  check(): Promise<void> {
    this.underWay ??= this.examine().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** From now on it is not ready: the process ends. */
  announceStop(): void {
    this.isStopping = true;
  }

  private async examine(): Promise<void> {
    const life = this.indicators.check('process');
    const migrations = this.indicators.check('migrations');
    await this.health.check([
      () => life.attempt(() => this.checkProcess()),
      () => migrations.attempt(() => this.checkMigrations()).withTimeout(PATIENCE_MS),
    ]);
  }

  private checkProcess(): void {
    if (this.isStopping) throw new Error('The process is shutting down.');
  }

  private async checkMigrations(): Promise<void> {
    const ran = new Set(await this.database.ranMigrations());
    const missing = this.known.filter((name) => !ran.has(name));
    if (missing.length > 0) throw new Error(`The database lacks the migrations ${missing.join(', ')}.`);
  }
}
