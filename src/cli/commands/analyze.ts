import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { ANALYZER_NAMES } from '../analyzers/choose-analyzers.js';
import { mergeByTool } from '../collect/merge-by-tool.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { renderColumns } from '../render-columns.js';
import { analyzeCheckout } from '../run/analyze-checkout.js';
import { addSettingOptions } from '../settings/command-options.js';
import { requireInside } from '../settings/inside-checkout.js';
import { ANALYSIS_SETTINGS } from '../settings/run-settings.js';
import { takeInventory } from '../source/inventory.js';
import { addHelp } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';

const EXTENSIONS: Readonly<Record<string, string>> = { sarif: 'sarif', lizard: 'lizard.csv' };

/** `qgate analyze`: for a look at the analyzers' results, and for jobs that upload later. */
export function defineAnalyze(command: Command): CommandAction {
  addSettingOptions(command, ANALYSIS_SETTINGS);
  addConfigOption(command);
  command.option('--out <folder>', 'folder for the reports', 'qgate-reports');
  addHelp(
    command,
    ['qgate analyze', 'qgate analyze --analyzers ruff,bandit --out reports', 'qgate upload findings qgate-reports/*'],
    `Analyzers: ${ANALYZER_NAMES.join(', ')}.\nExit codes: 0 all ran, 2 usage, 6 nothing to analyze, 7 an analyzer failed.`,
  );
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const { values, config } = await readSettings(command, ANALYSIS_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, values);
    const excluded = await listExcludedFiles(git, values.exclude);
    const inventory = await takeInventory(git.root, await listTrackedFiles(git), excluded);
    const { isFork = false } = await readCiEnvironment(terminal.env, git.root);
    const { results } = await analyzeCheckout({ git, config, terminal, progress }, values, inventory, {
      reports: [],
      isFork,
    });
    if (results.length === 0) throw new CliError('unusable_input', 'No analyzer applies to this checkout.');

    const isDefaultFolder = command.getOptionValueSource('out') === 'default';
    const folder = path.resolve(terminal.cwd, command.opts<{ out: string }>().out);
    await mkdir(folder, { recursive: true });
    const written: string[][] = [];
    for (const { format, name, content } of mergeByTool(
      results.flatMap(({ reports }) => reports).filter((file) => file.kind === 'findings'),
    )) {
      const file = path.join(
        folder,
        `${name.replace(/[^\w-]+/g, '-').replace(/-+$/, '')}.${EXTENSIONS[format] ?? `${format}.json`}`,
      );
      if (isDefaultFolder) await requireInside('The report', git.root, terminal.cwd, file);
      await writeFile(file, content);
      written.push([path.relative(terminal.cwd, file) || file, format]);
    }
    terminal.stdout.write(
      `${renderColumns(
        ['analyzer', 'version', 'found'],
        results.map(({ tool, outcome }) => [tool.name, tool.version ?? '', outcome]),
      )}\n\n${renderColumns(['report', 'format'], written)}\n`,
    );
    return 0;
  };
}
