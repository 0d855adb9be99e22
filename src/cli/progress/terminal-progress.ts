import { Listr, ListrLogger, ProcessOutput } from 'listr2';

import { type Progress } from './progress.js';

/** Spinners and ticks on standard error, for people who watch; standard output is left to the result. */
export function terminalProgress(isVerbose: boolean): Progress {
  const processOutput = new ProcessOutput(process.stderr, process.stderr, { leaveEmptyLine: false });
  const logger = new ListrLogger({ processOutput });
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    step: async (title, work) => {
      const outcome: { value?: Awaited<ReturnType<typeof work>> } = {};
      const list = new Listr(
        [
          {
            title,
            task: async (_context, task) => {
              outcome.value = await work({
                say: (message) => {
                  task.title = `${title}: ${message}`;
                },
              });
            },
          },
        ],
        { renderer: 'default', rendererOptions: { logger, showErrorMessage: false }, registerSignalListeners: false },
      );
      await list.run();
      return outcome.value!;
    },
    note: print,
    detail: (message) => {
      if (isVerbose) print(message);
    },
  };
}
