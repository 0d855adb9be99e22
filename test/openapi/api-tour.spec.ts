import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingPrograms, runShell } from '../support/shell.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp } from '../support/test-app.js';

/** A ```sh block of the page, and the answers that it shows below. */
interface Step {
  readonly heading: string;
  readonly script: string;
  readonly answers: readonly unknown[];
}

function readSteps(): Step[] {
  const page = readFileSync(path.join(__dirname, '../../docs/api.md'), 'utf8');
  const steps: { heading: string; script: string; answers: unknown[] }[] = [];
  let heading = '';
  for (const [, title, language, block] of page.matchAll(/^## (.*)$|^```(\w+)\n([^]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (language === 'sh') steps.push({ heading, script: block!, answers: [] });
    else if (language === 'json') steps.at(-1)!.answers.push(JSON.parse(block!));
  }
  return steps;
}

const STEPS = readSteps();

/** Printed before each block, so that one shell runs them all and their outputs can be separated. */
const MARK = '--- block ';
const SCRIPT = STEPS.map(({ script }, index) => `echo '${MARK}${index}'\n${script}`).join('\n');

/** Values that differ from run to run: only their type is compared. */
const VOLATILE = /(^|_)id$/;

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, VOLATILE.test(key) ? typeof entry : masked(entry)]),
  );
}

/** The JSON documents that stand one after another in what a block printed; other lines are passed over. */
function jsonIn(text: string): unknown[] {
  const found: unknown[] = [];
  let pending = '';
  for (const line of text.split('\n')) {
    pending += `${line}\n`;
    try {
      found.push(JSON.parse(pending));
      pending = '';
    } catch {
      if (!/^\s*[[{]/.test(pending)) pending = '';
    }
  }
  return found;
}

/** The test command names what is skipped. */
const describeWithPrograms = missingPrograms('curl', 'jq').length === 0 ? describe : describe.skip;

describeWithPrograms('docs/api.md (needs sh, curl and jq)', () => {
  let printed: string[];
  let ended: { code: number | null; stderr: string };

  beforeAll(async () => {
    const service = await startTestApp();
    const folder = await mkdtemp(path.join(tmpdir(), 'quality-gate-tour-'));
    try {
      const environment = { QGATE_URL: service.url, ADMIN_EMAIL, ADMIN_PASSWORD };
      const { stdout, ...end } = await runShell(`set -eu\n${SCRIPT}`, environment, folder);
      ended = end;
      printed = stdout.split(new RegExp(`^${MARK}\\d+\\n`, 'm')).slice(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await service.stop();
    }
  });

  it.each(STEPS.map((step, index) => ({ ...step, block: index + 1 })))(
    'block $block, "$heading", answers what the page shows',
    ({ block, answers }) => {
      const output = printed[block - 1];
      if (output === undefined) throw new Error(`A block before ended the shell: ${printed.at(-1)}\n${ended.stderr}`);
      expect(jsonIn(output).map(masked)).toEqual(answers.map(masked));
    },
  );

  it('runs to its end without a complaint', () => {
    expect(ended).toEqual({ code: 0, stderr: '' });
    expect(STEPS.length).toBeGreaterThan(15);
  });
});
