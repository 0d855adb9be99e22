import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { MIGRATIONS } from '../ormconfig.js';
import { AccessDenialFilter } from './modules/audit/access-denial.filter.js';
import { AuditModule } from './modules/audit/audit.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { AuthenticationGuard } from './modules/auth/guards/authentication.guard.js';
import { OriginGuard } from './modules/auth/guards/origin.guard.js';
import { TenantScopeGuard } from './modules/auth/guards/tenant-scope.guard.js';
import { BadgeModule } from './modules/badge/badge.module.js';
import { BaselineModule } from './modules/baseline/baseline.module.js';
import { ComparisonModule } from './modules/comparison/comparison.module.js';
import { CompletionModule } from './modules/completion/completion.module.js';
import { CoverageModule } from './modules/coverage/coverage.module.js';
import { EventModule } from './modules/event/event.module.js';
import { ExportModule } from './modules/export/export.module.js';
import { FindingsModule } from './modules/findings/findings.module.js';
import { FirstStartModule } from './modules/first-start/first-start.module.js';
import { ForgeModule } from './modules/forge/forge.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { JobModule } from './modules/job/job.module.js';
import { OrganizationModule } from './modules/organization/organization.module.js';
import { PagesModule } from './modules/pages/pages.module.js';
import { PublisherModule } from './modules/publisher/publisher.module.js';
import { QualityGateModule } from './modules/quality-gate/quality-gate.module.js';
import { ConcurrentUploadsInterceptor } from './modules/quota/concurrent-uploads.interceptor.js';
import { QuotaModule } from './modules/quota/quota.module.js';
import { RatingsModule } from './modules/ratings/ratings.module.js';
import { RetentionModule } from './modules/retention/retention.module.js';
import { ScanModule } from './modules/scan/scan.module.js';
import { TestsModule } from './modules/tests/tests.module.js';
import { WaiverModule } from './modules/waiver/waiver.module.js';
import { WebhookModule } from './modules/webhook/webhook.module.js';
import { AwaitChangesInterceptor } from './platform/cache/await-changes.interceptor.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { RateLimitGuard } from './platform/rate-limit/rate-limit.guard.js';
import { RateLimitModule } from './platform/rate-limit/rate-limit.module.js';
import { AccessGuard } from './platform/tenancy/access.guard.js';
import { HidePeopleInterceptor } from './platform/tenancy/hide-people.js';
import { BodyInterceptor } from './platform/validation/body.interceptor.js';
import { KnownQueryInterceptor } from './platform/validation/known-query.interceptor.js';
import { createRequestValidationPipe } from './platform/validation/request-validation.pipe.js';
import { WorkModule } from './platform/work/work.module.js';

const FEATURES = [
  EventModule,
  AuditModule,
  QuotaModule,
  AuthModule,
  OrganizationModule,
  JobModule,
  ScanModule,
  BaselineModule,
  TestsModule,
  FindingsModule,
  WaiverModule,
  WebhookModule,
  PublisherModule,
  QualityGateModule,
  RatingsModule,
  CoverageModule,
  ComparisonModule,
  CompletionModule,
  ForgeModule,
  PagesModule,
  RetentionModule,
  ExportModule,
  BadgeModule,
  PagesModule,
  FirstStartModule,
];

const healthOf = ({ config }: PlatformParts): DynamicModule =>
  HealthModule.register(
    config,
    MIGRATIONS.map(({ name }) => name),
  );

/**
 * The composition root. The order of the guards is the order in which a request is judged: credentials, rate, role;
 * then the body is read, then the input is checked, and only then is an object looked up.
 */
@Module({})
export class AppModule {
  static register(parts: PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.register(parts), RateLimitModule, WorkModule, ...FEATURES, healthOf(parts)],
      providers: [
        { provide: APP_FILTER, useExisting: AccessDenialFilter },
        { provide: APP_GUARD, useExisting: AuthenticationGuard },
        { provide: APP_GUARD, useExisting: RateLimitGuard },
        { provide: APP_GUARD, useExisting: OriginGuard },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useExisting: TenantScopeGuard },
        { provide: APP_INTERCEPTOR, useExisting: AwaitChangesInterceptor },
        { provide: APP_INTERCEPTOR, useClass: KnownQueryInterceptor },
        { provide: APP_INTERCEPTOR, useClass: HidePeopleInterceptor },
        { provide: APP_INTERCEPTOR, useExisting: ConcurrentUploadsInterceptor },
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_PIPE, useFactory: createRequestValidationPipe },
      ],
    };
  }
}
