import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { MIGRATIONS } from '../ormconfig.js';
import { ExportModule } from './modules/keep/export/export.module.js';
import { RetentionModule } from './modules/keep/retention/retention.module.js';
import { AuthModule } from './modules/people/auth/auth.module.js';
import { AuthenticationGuard } from './modules/people/auth/guards/authentication.guard.js';
import { OriginGuard } from './modules/people/auth/guards/origin.guard.js';
import { TenantScopeGuard } from './modules/people/auth/guards/tenant-scope.guard.js';
import { OrganizationModule } from './modules/people/organization/organization.module.js';
import { PublisherModule } from './modules/people/publisher/publisher.module.js';
import { ConcurrentUploadsInterceptor } from './modules/people/quota/concurrent-uploads.interceptor.js';
import { QuotaModule } from './modules/people/quota/quota.module.js';
import { BadgeModule } from './modules/reach/badge/badge.module.js';
import { ForgeModule } from './modules/reach/forge/forge.module.js';
import { McpModule } from './modules/reach/mcp/mcp.module.js';
import { WebhookModule } from './modules/reach/webhook/webhook.module.js';
import { AccessDenialFilter } from './modules/record/audit/access-denial.filter.js';
import { AuditModule } from './modules/record/audit/audit.module.js';
import { EventModule } from './modules/record/event/event.module.js';
import { JobModule } from './modules/record/job/job.module.js';
import { FirstStartModule } from './modules/show/first-start/first-start.module.js';
import { HealthModule } from './modules/show/health/health.module.js';
import { PagesModule } from './modules/show/pages/pages.module.js';
import { ViewModule } from './modules/show/view/view.module.js';
import { BaselineModule } from './modules/verdict/baseline/baseline.module.js';
import { ComparisonModule } from './modules/verdict/comparison/comparison.module.js';
import { CompletionModule } from './modules/verdict/completion/completion.module.js';
import { CoverageModule } from './modules/verdict/coverage/coverage.module.js';
import { FindingsModule } from './modules/verdict/findings/findings.module.js';
import { QualityGateModule } from './modules/verdict/quality-gate/quality-gate.module.js';
import { RatingsModule } from './modules/verdict/ratings/ratings.module.js';
import { ScanModule } from './modules/verdict/scan/scan.module.js';
import { SourceModule } from './modules/verdict/source/source.module.js';
import { TestsModule } from './modules/verdict/test-results/tests.module.js';
import { UploadTokenModule } from './modules/verdict/upload-token/upload-token.module.js';
import { WaiverModule } from './modules/verdict/waiver/waiver.module.js';
import { AwaitChangesInterceptor } from './platform/cache/await-changes.interceptor.js';
import { BodyInterceptor } from './platform/http/body.interceptor.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { RateLimitGuard } from './platform/rate-limit/rate-limit.guard.js';
import { RateLimitModule } from './platform/rate-limit/rate-limit.module.js';
import { AccessGuard } from './platform/tenancy/access.guard.js';
import { HidePeopleInterceptor } from './platform/tenancy/hide-people.js';
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
  UploadTokenModule,
  BaselineModule,
  TestsModule,
  SourceModule,
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
  ViewModule,
  RetentionModule,
  ExportModule,
  BadgeModule,
  PagesModule,
  McpModule,
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
