import { type TextStream } from '../terminal.js';
import { type Progress } from './progress.js';

/** One line per step, when it ended: for logs. */
export function plainProgress(stream: TextStream, isVerbose: boolean): Progress {
  const print = (line: string): void => void stream.write(`${line}\n`);
  return {
    step: async (title, work) => {
      let line = title;
      const result = await work({
        say: (message) => {
          line = `${title}: ${message}`;
        },
      });
      print(line);
      return result;
    },
    note: print,
    detail: (message) => {
      if (isVerbose) print(message);
    },
  };
}

/** Says nothing. */
export const silentProgress: Progress = {
  step: (_title, work) => work({ say: () => undefined }),
  note: () => undefined,
  detail: () => undefined,
};
