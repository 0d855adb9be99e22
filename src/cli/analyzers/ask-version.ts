import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ProgramCall, type ProgramResult, runProgram } from './run-program.js';

export interface VersionCall extends Pick<
  ProgramCall,
  'command' | 'args' | 'cwd' | 'env' | 'timeLimitSeconds' | 'signal'
> {
  readonly name: string;
  /** Folder for what it writes. */
  readonly scratch: string;
}

const VERSION = /\d+\.\d+(?:\.\d+)?[\w.+-]*/;

/** Runs a program that prints its version; null where it prints none. */
export async function askVersion({
  name,
  scratch,
  ...call
}: VersionCall): Promise<{ readonly result: ProgramResult; readonly version: string | null }> {
  const stdoutFile = path.join(scratch, `${name}-version`);
  const result = await runProgram({ ...call, env: { ...call.env, NO_COLOR: '1' }, stdoutFile });
  const said = `${await readFile(stdoutFile, 'utf8')}\n${result.stderrTail}`;
  return { result, version: VERSION.exec(said)?.[0] ?? null };
}
