import { SetMetadata } from '@nestjs/common';
import type { MediaType, RequestBody, Schema } from './document-types.js';

export const DOCUMENTED_BODY = 'openapi:request-body';

/** Documents the body of a route that reads the request itself (`@OwnBody()`): what each content type holds. */
export const DocumentedBody = (content: Readonly<Record<string, MediaType>>, description?: string) =>
  SetMetadata(DOCUMENTED_BODY, { required: true, ...(description && { description }), content } satisfies RequestBody);

/** A form with the document as `file` and text fields besides. */
export const formOf = (fields: Readonly<Record<string, Schema>>, required: readonly string[] = []): MediaType => ({
  schema: {
    type: 'object',
    properties: {
      ...fields,
      file: { type: 'string', format: 'binary', description: 'The document itself.' },
    },
    required: [...required, 'file'],
  },
});

/** A document as the body itself. */
export const textBody = (description: string): MediaType => ({ schema: { type: 'string', description } });

/** Any JSON value: its own format defines its content. */
export const jsonOf = (description: string): MediaType => ({ schema: { description } });
