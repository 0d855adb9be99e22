import { CliError } from '../exit-code.js';
import { type ProgramResult } from './run-program.js';

const TAIL_LINES = 15;

/** The failure of an analyzer, with the end of what it wrote to standard error. */
export function brokenAnalyzer(name: string, result: ProgramResult, timeLimitSeconds: number): CliError {
  if (result.end === 'interrupted') return new CliError('interrupted', 'Interrupted.');
  const hint = `Run without it: name the others with --analyzers, or --analyzers none.`;
  if (result.end === 'timed_out') {
    return new CliError('analyzer_broke', `${name} did not finish within ${timeLimitSeconds} seconds.`, hint);
  }
  const tail = result.stderrTail.split('\n').slice(-TAIL_LINES).join('\n');
  const ending = result.code === null ? 'was killed' : `ended with exit code ${result.code}`;
  return new CliError('analyzer_broke', `${name} ${ending}${tail === '' ? '.' : `:\n${tail}`}`, hint);
}
