import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countOf } from '../../domain/count-of.js';
import { CliError } from '../exit-code.js';
import { type FindingsFile } from '../report-file.js';
import { type Inventory } from '../source/inventory.js';
import { type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { askVersion } from './ask-version.js';
import { brokenAnalyzer } from './broken-analyzer.js';
import { findProgram, isExecutable } from './find-program.js';
import { runProgram } from './run-program.js';
import { type Tool, type ToolCall } from './tool.js';

/** Arguments of one call take no more bytes than this: Windows ends a command line at 32 KiB. */
const MAX_BATCH_BYTES = 24 * 1024;
const VERSION_LIMIT_SECONDS = 60;

/** A row of the table as an analyzer. */
export function toAnalyzer(tool: Tool): Analyzer {
  return {
    name: tool.name,
    family: tool.family,
    runsRepositoryCode: tool.runsRepositoryCode ?? false,
    isApplicable: (inventory) => tool.filesOf(inventory).length > 0,
    findObstacle: async (inventory, env) => {
      if ((await locate(tool, inventory, env)) !== null) return null;
      return tool.program.startsWith('./') ? 'not installed in node_modules' : 'not on the PATH';
    },
    run: (task) => runTool(tool, task),
  };
}

const locate = async (tool: Tool, inventory: Inventory, env: NodeJS.ProcessEnv): Promise<string | null> => {
  if (!tool.program.startsWith('./')) return findProgram(tool.program, env);
  const file = path.join(inventory.root, tool.program);
  return (await isExecutable(file)) ? file : null;
};

async function runTool(tool: Tool, task: AnalyzerTask): Promise<AnalyzerResult> {
  const program = await locate(tool, task.inventory, task.env);
  if (program === null) throw new CliError('analyzer_broke', `${tool.name} is not installed.`);
  const version = await versionOf(tool, program, task);
  const reports: FindingsFile[] = [];
  let count = 0;
  for (const [index, files] of batchesOf(tool, task.inventory).entries()) {
    const output = path.join(task.scratch, `${tool.name}-${index}`);
    const call: ToolCall = { version, inventory: task.inventory, files, output };
    const read = readReport(tool, await write(tool, program, call, task), call);
    count += read.count;
    reports.push({ kind: 'findings', format: read.format, name: tool.name, content: Buffer.from(read.content) });
  }
  return { reports, outcome: countOf(count, 'result'), tool: { name: tool.name, version } };
}

/** Runs the tool once and returns its output. */
async function write(tool: Tool, program: string, call: ToolCall, task: AnalyzerTask): Promise<string> {
  const result = await runProgram({
    command: program,
    args: tool.args(call),
    cwd: task.inventory.root,
    env: { ...task.env, NO_COLOR: '1' },
    ...(tool.reportsTo === 'stdout' && { stdoutFile: call.output }),
    timeLimitSeconds: task.timeLimitSeconds,
    signal: task.signal,
  });
  const isGood = result.end === 'exited' && result.code !== null && tool.goodExitCodes.includes(result.code);
  if (!isGood) throw brokenAnalyzer(tool.name, result, task.timeLimitSeconds);
  try {
    return await readFile(call.output, 'utf8');
  } catch {
    throw new CliError('analyzer_broke', `${tool.name} wrote no report.`, result.stderrTail || null);
  }
}

function readReport(tool: Tool, written: string, call: ToolCall): ReturnType<Tool['read']> {
  try {
    return tool.read(written, call);
  } catch (error) {
    throw new CliError(
      'analyzer_broke',
      `${tool.name} wrote a report that cannot be read: ${(error as Error).message}`,
    );
  }
}

async function versionOf(tool: Tool, program: string, task: AnalyzerTask): Promise<string | null> {
  const { result, version } = await askVersion({
    ...{ name: tool.name, scratch: task.scratch, command: program, args: tool.versionArgs },
    ...{ cwd: task.inventory.root, env: task.env, signal: task.signal },
    timeLimitSeconds: Math.min(VERSION_LIMIT_SECONDS, task.timeLimitSeconds),
  });
  if (result.end !== 'exited' || result.code !== 0) throw brokenAnalyzer(tool.name, result, VERSION_LIMIT_SECONDS);
  return version;
}

/** The files of each call. A name that begins with a dash would be read as an option. */
function batchesOf(tool: Tool, inventory: Inventory): readonly (readonly string[])[] {
  const files = tool.filesOf(inventory);
  if (tool.takes === 'project') return [files];
  const safe = files.map((file) => (file.startsWith('-') ? `./${file}` : file));
  if (tool.takes === 'all_files') return [safe];
  const batches: string[][] = [];
  let bytes = Infinity;
  for (const file of safe) {
    const size = Buffer.byteLength(file) + 1;
    if (bytes + size > MAX_BATCH_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(file);
    bytes += size;
  }
  return batches;
}
