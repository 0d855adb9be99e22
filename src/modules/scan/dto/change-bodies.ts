import { textOf } from '../../../platform/openapi/documented-body.decorator.js';

/** A change, as ranges of added lines or as a diff. */
export const CHANGES_BODY = {
  'application/json': {
    schema: {
      type: 'object',
      properties: {
        files: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              path: { type: 'string', description: 'From the root of the repository.' },
              old_path: { type: 'string', description: 'Where the file was before, if it was renamed.' },
              added: {
                type: 'array',
                description: '`[from, to]`, both included, as the file is now.',
                items: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
              },
            },
            required: ['path', 'added'],
          },
        },
      },
      required: ['files'],
    },
  },
  'text/x-diff': textOf('A unified diff, as `git diff` writes it.'),
  'text/plain': textOf('The same.'),
};

/** The files of the repository at the commit that was scanned. */
export const FILES_BODY = {
  'application/json': {
    schema: {
      type: 'object',
      properties: { paths: { type: 'array', items: { type: 'string' }, maxItems: 1_000_000 } },
      required: ['paths'],
    },
  },
  'text/plain': textOf('One path a line.'),
};
