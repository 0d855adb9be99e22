import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { describeApi } from './describe-api.js';
import { serveErrorPage } from './error-page.js';

/** Swagger UI at /api/docs, its document at /api/openapi.json, the codes of errors at /api/docs/errors. */
export function serveApiDocs(app: INestApplication): void {
  serveErrorPage(app);
  SwaggerModule.setup('api/docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Quality Gate API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      displayOperationId: true,
      deepLinking: true,
      docExpansion: 'none',
      // Swagger UI would ask a server on the Internet whether the document is valid.
      validatorUrl: null,
    },
  });
}
