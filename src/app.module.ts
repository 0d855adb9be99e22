import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './platform/errors/problem.filter.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { AccessGuard } from './platform/tenancy/access.guard.js';
import { BodyInterceptor } from './platform/validation/body.interceptor.js';
import { createRequestValidationPipe } from './platform/validation/request-validation.pipe.js';

/**
 * The composition root. The order of the guards is the order in which a request is judged: credentials, rate, role;
 * then the body is read, then the input is checked, and only then is an object looked up.
 */
@Module({})
export class AppModule {
  static register(parts: PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.register(parts)],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_PIPE, useFactory: createRequestValidationPipe },
      ],
    };
  }
}
