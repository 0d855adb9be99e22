import { type Terminal } from '../../../src/cli/terminal.js';
import { BARE_ENV } from './git-repository.js';

/** A terminal that keeps what is written to it. */
export interface RecordingTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
  readonly interrupt: () => void;
}

export function recordingTerminal(cwd: string, env: NodeJS.ProcessEnv = {}): RecordingTerminal {
  const written = { out: '', err: '' };
  const controller = new AbortController();
  const recorder = (name: 'out' | 'err') => ({
    write: (text: string, onWritten?: () => void) => {
      written[name] += text;
      onWritten?.();
      return true;
    },
  });
  return {
    stdout: recorder('out'),
    stderr: recorder('err'),
    env: { ...BARE_ENV, ...env },
    cwd,
    interrupted: controller.signal,
    out: () => written.out,
    err: () => written.err,
    interrupt: () => controller.abort(),
  };
}
