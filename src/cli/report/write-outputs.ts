import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oneLine } from '../../domain/reporting/plain-text.js';
import { CliError } from '../exit-code.js';
import { WITHOUT_LINKS } from '../regular-file.js';
import { requireInside } from '../settings/inside-checkout.js';
import { type OutputFormat, type OutputTarget } from '../settings/output-target.js';
import { hasColors, type Terminal } from '../terminal.js';
import { type RunResult } from './run-result.js';

interface Rendering {
  readonly exitCode: number;
  readonly hasColors: boolean;
}

type Renderer = (result: RunResult, rendering: Rendering) => Promise<string>;

/** Renderers by form, each loaded on demand; a new form is a new line. */
const RENDERERS: Readonly<Record<OutputFormat, Renderer>> = {
  table: async (result, rendering) => (await import('./render-table.js')).renderTable(result, rendering.hasColors),
  json: async (result, { exitCode }) => (await import('./render-json.js')).renderJson(result, exitCode),
  junit: async (result) => (await import('./render-junit.js')).renderJunit(result),
  sarif: async (result) => (await import('./render-sarif.js')).renderSarif(result),
  markdown: async (result) => (await import('./render-markdown.js')).renderMarkdown(result),
  github: async (result) => (await import('./render-github.js')).renderGithub(result),
  gitlab: async (result) => (await import('./render-gitlab.js')).renderGitlab(result),
  rdjson: async (result) => (await import('./render-rdjson.js')).renderRdjson(result),
};

/**
 * Writes the result in every requested form.
 *
 * @throws {CliError} of kind `usage` when a file cannot be written
 */
export async function writeOutputs(
  targets: readonly OutputTarget[],
  result: RunResult,
  exitCode: number,
  terminal: Terminal,
): Promise<void> {
  for (const { format, path: file, within } of targets) {
    const toStdout = file === null;
    // A person has read the failure on standard error already; a program reads it here.
    if (toStdout && format === 'table' && result.failure !== null) continue;
    const colors = toStdout && hasColors(terminal.stdout, terminal.env);
    const text = await RENDERERS[format](result, { exitCode, hasColors: colors });
    if (format === 'github') await tellWorkflow(result, exitCode, terminal);
    if (toStdout) await print(text, format, terminal);
    else await writeWhole(file, within ?? null, terminal, text, `The ${format} output`);
  }
}

/** Waits until a slow reader took it: the end of a long answer must not be cut off when the process ends. */
const print = (text: string, format: OutputFormat, { stdout }: Terminal): Promise<void> =>
  new Promise((resolve) => {
    if (format === 'github' && stdout.writeCommands) stdout.writeCommands(text, () => resolve());
    else stdout.write(text, () => resolve());
  });

/** @param within the checkout that the path must not leave; null where the caller names the path */
async function writeWhole(
  name: string,
  within: string | null,
  { cwd, redact }: Terminal,
  text: string,
  what: string,
): Promise<void> {
  const check = () =>
    within === null ? path.resolve(cwd, name) : requireInside('The output of qgate.yml', within, cwd, name);
  try {
    await mkdir(path.dirname(await check()), { recursive: true });
    // Links were checked before the work; a tool of the checkout may have made one since.
    const file = await check();
    await writeFile(file, redact?.(text) ?? text, { flag: within === null ? 'w' : WITHOUT_LINKS });
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', `${what} cannot be written: ${(error as Error).message}`);
  }
}

/** The step's summary and its outputs, into the files that GitHub names; elsewhere nothing. */
async function tellWorkflow(result: RunResult, exitCode: number, { env, redact }: Terminal): Promise<void> {
  const clean = redact ?? ((text: string) => text);
  try {
    if (env.GITHUB_STEP_SUMMARY) {
      const { renderMarkdown } = await import('./render-markdown.js');
      await appendFile(env.GITHUB_STEP_SUMMARY, clean(renderMarkdown(result)));
    }
    if (env.GITHUB_OUTPUT) {
      const { githubOutputs } = await import('./render-github.js');
      const lines = Object.entries(githubOutputs(result, exitCode)).map(
        ([name, value]) => `${name}=${oneLine(value)}\n`,
      );
      await appendFile(env.GITHUB_OUTPUT, clean(lines.join('')));
    }
  } catch (error) {
    throw new CliError('usage', `The step's summary or outputs cannot be written: ${(error as Error).message}`);
  }
}
