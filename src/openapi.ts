import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `CI pushes what its analyzers and test runners already write; the service tells new problems from
inherited ones, rates the code, evaluates the organization's policy with its waivers, and answers: may this change merge?

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.`;

/** Tags in the order of the specification, then the routes that a self-hosted service needs besides. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Quality Gate Config', "The organization's policy and its revisions"],
  ['Gate Status', 'Verdicts: stored, previewed, recomputed'],
  ['Waivers', 'Exceptions to a rule, for a pull request, a repository or all'],
  ['Baseline Rebuild', 'Starting over with what counts as inherited'],
  ['Quality Insights', 'Ratings and technical debt'],
  ['Coverage', 'Coverage reports and what they come to'],
  ['Mark False Positive', 'Problems that are none'],
  ['Scans', 'From start to verdict'],
  ['Findings', 'What analyzers found'],
  ['Authentication', 'Signing in, sessions'],
  ['API Keys', 'Credentials of pipelines'],
  ['Organizations', 'Tenants and their settings'],
  ['Members', 'Who belongs to an organization, and as what'],
  ['Repositories', 'What is scanned'],
  ['Audit Log', 'Who did what, when'],
  ['Health', 'For load balancers and monitoring'],
];

/** The OpenAPI 3.1 document of all routes. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Quality Gate API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addCookieAuth('session', { type: 'apiKey', in: 'cookie' }, 'cookie')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A JWT of /api/auth/login, or an API key' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'key');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  for (const scheme of ['cookie', 'bearer', 'key']) builder.addSecurityRequirements(scheme);
  return SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** Swagger UI at /api/docs, its document at /api/openapi.json. */
export function serveApiDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tagsSorter: undefined },
    customSiteTitle: 'Quality Gate API',
  });
}
