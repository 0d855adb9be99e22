import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { toVisible } from '../visible-text.js';
import { type Progress } from './progress.js';

/** Spinners and ticks on standard error, for people who watch; standard output is left to the result. */
export function terminalProgress(isVerbose: boolean): Progress {
  const processOutput = new ProcessOutput(process.stderr, process.stderr, { leaveEmptyLine: false });
  const logger = new ListrLogger({ processOutput });
  const print = (line: string): void => void process.stderr.write(`${toVisible(line)}\n`);
  let running: { output: string } | null = null;
  /** While a step is drawn, listr2 holds other lines back; below the step they are seen at once. */
  const tell = (message: string): void => {
    if (running === null) print(message);
    else running.output = toVisible(message);
  };
  return {
    step: async (title, work) => {
      const outcome: { value?: Awaited<ReturnType<typeof work>> } = {};
      const list = new Listr(
        [
          {
            title: toVisible(title),
            rendererOptions: { persistentOutput: true, outputBar: Infinity },
            task: async (_context, task) => {
              running = task;
              outcome.value = await work({
                say: (message) => {
                  task.title = toVisible(`${title}: ${message}`);
                },
              });
            },
          },
        ],
        { renderer: 'default', rendererOptions: { logger, showErrorMessage: false }, registerSignalListeners: false },
      );
      await list.run().finally(() => {
        running = null;
      });
      return outcome.value!;
    },
    note: tell,
    detail: (message) => {
      if (isVerbose) tell(message);
    },
  };
}
