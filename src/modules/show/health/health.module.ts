import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { DatabaseFigures } from './database-figures.js';
import { DependencyMetrics } from './dependency-metrics.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { MetricsPage } from './metrics-page.js';
import { MetricsServer } from './metrics-server.js';
import { OverloadMetrics } from './overload-metrics.js';
import { KNOWN_MIGRATIONS, ReadinessService } from './readiness.service.js';
import { VersionController } from './version.controller.js';

@Module({})
export class HealthModule {
  /** @param migrations the names of the migrations that the database must have */
  static register({ metrics }: AppConfig, migrations: readonly string[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false, errorLogStyle: 'json' })],
      controllers: [HealthController, VersionController, ...(metrics.port === null ? [MetricsController] : [])],
      providers: [
        ReadinessService,
        DatabaseFigures,
        Metrics,
        OverloadMetrics,
        DependencyMetrics,
        MetricsPage,
        MetricsServer,
        { provide: KNOWN_MIGRATIONS, useValue: migrations },
      ],
    };
  }
}
