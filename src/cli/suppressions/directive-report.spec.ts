import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { type ChangedPath, findGeneratedBefore } from '../changes/generated-before.js';
import { findSecrets } from '../enrich/secret-lines.js';
import { gitIn } from '../git/git.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { type FindingsFile } from '../report-file.js';
import { reportDirectives } from './directive-report.js';

const SOURCE = ['import os', 'password = "hunter2"  # nosec B105', 'print(1)  # noqa: T201', ''].join('\n');

/** A report of a tool that found the password of the source. */
const BANDIT: FindingsFile = {
  kind: 'findings',
  name: 'bandit.sarif',
  format: 'sarif',
  content: Buffer.from(
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Bandit' } },
          results: [
            {
              ruleId: 'B105',
              message: { text: "Possible hardcoded password: 'hunter2'" },
              locations: [{ physicalLocation: { artifactLocation: { uri: 'app.py' }, region: { startLine: 2 } } }],
            },
          ],
        },
      ],
    }),
  ),
};

it('directives are sent without the secrets that tools found on their lines', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'directives-'));
  try {
    writeFileSync(path.join(root, 'app.py'), SOURCE);
    const tracked = ['app.py'];
    const { file, count } = await reportDirectives({
      ...{ root, tracked, touched: null, generated: new Set<string>() },
      secrets: findSecrets([BANDIT], { root, tracked }),
      explain: () => undefined,
    });
    expect(count).toBe(2);
    const text = file.content.toString();
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text).suppressions).toMatchObject([
      { line: 2, directive: 'nosec', context: { start_line: 1, text: expect.stringContaining('password = "***"') } },
      { line: 3, directive: 'noqa', context: { text: expect.stringContaining('print(1)  # noqa: T201') } },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

describe('a change that calls its own files generated', () => {
  const HIDDEN = 'eval(x); // eslint-disable-line no-eval\n';
  const LONG = `const a = '${'x'.repeat(5_000)}';\n`;
  let repository: GitRepository;
  let base: string;

  beforeEach(() => {
    repository = GitRepository.create();
    const sources = ['attr.js', 'mark.js', 'long.js', 'nul.js', 'moved.js', 'declared.js'];
    base = repository.commit({
      ...Object.fromEntries(sources.map((name) => [name, 'eval(x);\n'])),
      ...{ 'known.js': '// @generated\neval(x);\n', 'packed.js': LONG },
      '.gitattributes': 'declared.js linguist-generated\nlib/** linguist-vendored\n',
    });
  });
  afterEach(() => repository.remove());

  async function read(changed: readonly ChangedPath[], changesAttributes: boolean): Promise<string[]> {
    repository.commit();
    const { root } = repository;
    const git = gitIn(root, BARE_ENV, undefined);
    const [tracked, generated] = [await listTrackedFiles(git), await listExcludedFiles(git, [])];
    const origin = { git, mergeBase: base, changesAttributes, generated };
    const of = new Map(changed.map((file) => [file.path, file]));
    const { file } = await reportDirectives({
      ...{ root, tracked, generated, secrets: findSecrets([], { root, tracked }), explain: () => undefined },
      touched: {
        paths: [...of.keys()],
        findGeneratedBefore: (paths) =>
          findGeneratedBefore(
            origin,
            paths.map((each) => of.get(each)!),
          ),
      },
    });
    return JSON.parse(file.content.toString()).suppressions.map((each: { file_path: string }) => each.file_path);
  }
  const modified = (name: string): ChangedPath => ({ path: name, oldPath: null, status: 'modified' });
  const added = (name: string): ChangedPath => ({ path: name, oldPath: null, status: 'added' });

  it('has its directives read all the same', async () => {
    repository.git('rm', '--quiet', 'moved.js');
    repository.write({
      '.gitattributes': 'attr.js linguist-generated\nnew-attr.js linguist-vendored=true\n',
      ...{ 'attr.js': HIDDEN, 'new-attr.js': HIDDEN, 'vendor/moved.js': HIDDEN, 'a\u0001 \u202e.js': HIDDEN },
      ...{ 'mark.js': `// @generated\n${HIDDEN}`, 'new-mark.js': `// @generated\n${HIDDEN}` },
      ...{ 'long.js': `${HIDDEN}${LONG}`, 'nul.js': `/* \0 */ ${HIDDEN}` },
    });
    const names = ['attr.js', 'mark.js', 'long.js', 'nul.js'].map(modified);
    const fresh = ['new-attr.js', 'new-mark.js', 'a\u0001 \u202e.js'].map(added);
    const moved: ChangedPath = { path: 'vendor/moved.js', oldPath: 'moved.js', status: 'renamed' };
    const found = await read([...names, moved, ...fresh], true);
    expect(found.sort()).toEqual([...names, moved, ...fresh].map((file) => file.path).sort());
  });

  it.each([true, false])(
    'leaves out what the merge base knows as generated: attributes changed %p',
    async (changes) => {
      const names = ['declared.js', 'known.js', 'packed.js'];
      repository.write({
        ...Object.fromEntries(names.map((name) => [name, `// @generated\n${HIDDEN}${LONG}`])),
        ...{ 'lib/new.js': HIDDEN, 'dist/new.js': HIDDEN },
        ...(changes && {
          '.gitattributes': '*.js linguist-generated\nlib/** linguist-vendored\ndeclared.js linguist-generated\n',
        }),
      });
      expect(await read([...names.map(modified), added('lib/new.js'), added('dist/new.js')], changes)).toEqual([]);
    },
  );
});
