import { FILE_KINDS, FILE_STATUSES } from '../../../../domain/changes/changed-lines.js';
import { LANDED_LIMITS } from '../../../../domain/changes/landed.js';
import { MAX_FALLEN } from '../../../../domain/loosened/fallen-assertions.js';
import { LOOSENED_LIMITS } from '../../../../domain/loosened/loosened-setting.js';
import { MAX_CODE_OWNERS_BYTES, MAX_CODE_OWNERS_LINES } from '../../../../domain/owners/code-owners.js';
import { textBody } from '../../../../platform/openapi/documented-body.decorator.js';

const rangesOf = (description: string) => ({
  type: 'array',
  description: `${description} \`[from, to]\`, both inclusive.`,
  items: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
});

const hunksOf = (description: string) => ({
  type: 'array',
  description: `${description} \`[old_start, old_lines, new_start, new_lines]\`; with 0 lines, the start is the preceding line.`,
  items: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 4, maxItems: 4 },
});

const namesOf = (description: string) => ({
  type: 'array',
  maxItems: LOOSENED_LIMITS.names,
  items: { type: 'string', minLength: 1, maxLength: LOOSENED_LIMITS.name },
  description,
});

const valueOf = (description: string) => ({
  type: ['string', 'null'],
  maxLength: LOOSENED_LIMITS.value,
  description,
});

const commitsOf = (maxItems: number, description: string) => ({
  type: 'array',
  maxItems,
  items: { type: 'string', pattern: '^[0-9a-fA-F]{7,64}$' },
  description,
});

/** A change, as lines and hunks of each file or as a diff. */
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
              path: {
                type: 'string',
                description: 'Relative to the root of the repository; for a deleted file, its former path.',
              },
              old_path: { type: 'string', description: 'Path before a rename.' },
              added: rangesOf('Added lines, numbered as in the new file.'),
              removed: {
                ...rangesOf('Removed lines, numbered as in the old file. Default: those of `hunks`.'),
              },
              hunks: hunksOf('Hunks of `git diff -U0 --find-renames`.'),
              hunks_w: hunksOf('Hunks of the same diff with `-w`, which ignores white space.'),
              status: { type: 'string', enum: [...FILE_STATUSES] },
              kind: {
                type: 'string',
                enum: [...FILE_KINDS],
                description:
                  'Code that tests can run, a test, generated output of a tool, declarations without code, or anything else.',
              },
              executable_added: {
                ...rangesOf('The added lines that contain executable code. Other lines are ignored.'),
              },
              moved: rangesOf('Added lines of blocks that the change only moved; they count as old.'),
              unchanged_but_space: rangesOf('Added lines that differ only in white space; they count as old.'),
              on_target: rangesOf(
                'Added lines that the newest commit of the target branch has in this file; coverage and duplication of new code leave them out.',
              ),
              closing_added: rangesOf(
                'Added lines that contain only closing punctuation. If given, coverage counts all other added lines of a report; otherwise it counts those of `executable_added`.',
              ),
              coverage_ignored: rangesOf('Lines that a directive such as `:nocov:` excludes from coverage.'),
              edited_scopes: {
                type: 'array',
                maxItems: 10_000,
                items: { type: 'string', minLength: 1, maxLength: 500 },
                description: 'Named scopes with an added or removed line (`Cart.total`), named as in findings.',
              },
            },
            required: ['path', 'added'],
          },
        },
        changed_since_base: {
          type: ['object', 'null'],
          description:
            'Files that differ between the base commit returned by POST /scans and the merge base. All other files are known to be identical.',
          properties: {
            commit_sha: { type: 'string', pattern: '^[0-9a-fA-F]{7,64}$', description: 'The commit of the base.' },
            paths: { type: 'array', maxItems: 10_000, items: { type: 'string' } },
          },
          required: ['commit_sha', 'paths'],
        },
        landed: {
          type: ['object', 'null'],
          description:
            'History between the base commit returned by POST /scans and the scanned commit. It shows which pull requests were merged, so that their problems keep their ids.',
          properties: {
            commits: commitsOf(LANDED_LIMITS.commits, 'Commits since the base.'),
            pull_requests: {
              type: 'array',
              maxItems: LANDED_LIMITS.pullRequests,
              items: { type: 'integer', minimum: 1 },
              description: 'Numbers of pull requests named in the subjects of these commits.',
            },
            before_reverted: {
              type: 'array',
              maxItems: LANDED_LIMITS.reverted,
              items: commitsOf(
                LANDED_LIMITS.beforeReverted,
                'First-parent commits before a reverted commit, newest first.',
              ),
              description: 'One list for each reverted commit.',
            },
          },
        },
        loosened: {
          type: ['array', 'null'],
          maxItems: LOOSENED_LIMITS.settings,
          description:
            'Settings that make tools check less than at the merge base; null or omitted if configuration was not compared.',
          items: {
            type: 'object',
            properties: {
              path: { type: 'string', description: 'The configuration file.' },
              tool: { type: 'string', minLength: 1, maxLength: LOOSENED_LIMITS.tool },
              key: { type: 'string', minLength: 1, maxLength: LOOSENED_LIMITS.key },
              was: valueOf('Value at the merge base; null if none.'),
              is: valueOf('Current value; null if none.'),
              rules: namesOf('Rules that are no longer checked; `*` matches any text.'),
              paths: namesOf('Globs of files that the tool no longer checks.'),
            },
            required: ['path', 'tool', 'key'],
          },
        },
        assertions: {
          type: ['array', 'null'],
          maxItems: MAX_FALLEN,
          description: 'Test files with fewer assertion calls than at the merge base; null if unknown.',
          items: {
            type: 'object',
            properties: {
              file_path: { type: 'string' },
              from: { type: 'integer', minimum: 1 },
              to: { type: 'integer', minimum: 0 },
            },
            required: ['file_path', 'from', 'to'],
          },
        },
      },
      required: ['files'],
    },
  },
  'text/x-diff': textBody('A unified diff, as `git diff` writes it.'),
  'text/plain': textBody('A unified diff, as `text/x-diff`.'),
};

/** The files of the repository at the commit that was scanned. */
export const FILES_BODY = {
  'application/json': {
    schema: {
      type: 'object',
      properties: {
        paths: { type: 'array', items: { type: 'string' }, maxItems: 1_000_000 },
        code_owners: {
          type: ['string', 'null'],
          description: `Text of the repository's CODEOWNERS, at most ${MAX_CODE_OWNERS_BYTES} bytes and ${MAX_CODE_OWNERS_LINES} lines. Without it, files have no owners.`,
        },
      },
      required: ['paths'],
    },
  },
  'text/plain': textBody('One path per line.'),
};
