import { describeFailure } from '../describe-failure.js';
import { exitCodeOf, type Outcome } from '../exit-code.js';
import { type LocalSettings, type VerdictSettings } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { isMonitored } from './monitor-mode.js';
import { type RunResult } from './run-result.js';
import { writeOutputs } from './write-outputs.js';

/** Shows the result of a command in every requested form, and returns the matching exit code. */
export async function conclude(result: RunResult, settings: VerdictSettings, terminal: Terminal): Promise<number> {
  const exitCode = exitCodeOf(outcomeOf(result), settings);
  explainExit(result, exitCode, settings, terminal);
  await writeOutputs(settings.output, result, exitCode, terminal);
  return exitCode;
}

/** As `conclude`, for a verdict of this machine: no switch of a service's verdict bears on it. */
export const concludeLocally = (result: RunResult, settings: LocalSettings, terminal: Terminal): Promise<number> =>
  conclude(result, { ...settings, followMonitor: false, requireGate: false, ignoreInfraErrors: false }, terminal);

const outcomeOf = ({ failure, gate }: RunResult): Outcome =>
  failure === null ? { status: gate?.status ?? null, isMonitored: isMonitored(gate) } : { failure: failure.kind };

/** Failures are shown even with `--quiet`, and so is a switch that turned one into success. */
function explainExit(
  { failure, gate }: RunResult,
  exitCode: number,
  settings: VerdictSettings,
  terminal: Terminal,
): void {
  if (failure !== null) terminal.stderr.write(describeFailure(failure.message, failure.hint));
  if (failure !== null && exitCode === 0) terminal.stderr.write('Exit code 0 because of --ignore-infra-errors.\n');
  if (gate?.status === 'failed' && settings.softFail) {
    terminal.stderr.write('The gate failed; exit code 0 because of --soft-fail.\n');
  }
  if (isMonitored(gate) && settings.followMonitor && !settings.softFail) {
    terminal.stderr.write('The gate failed in monitor mode; exit code 0 because of --follow-monitor.\n');
  }
  if (isMonitored(gate) && exitCode === 1)
    terminal.stderr.write(
      'Monitor mode does not block merging, but the exit code is 1; with --follow-monitor it is 0.\n',
    );
  if (gate?.status === 'not_configured' && settings.requireGate) {
    terminal.stderr.write('There is no gate; exit code 1 because of --require-gate.\n');
  }
}
