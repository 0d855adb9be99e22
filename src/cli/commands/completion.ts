import { Command } from 'commander';
import { addCommands } from '../build-program.js';
import { type CommandAction, type CommandEntry } from '../command.js';
import { CliError } from '../exit-code.js';
import { addHelp } from './support/help.js';

/** A command for completion in a shell: its words, and the words that may follow. */
interface Completion {
  readonly words: readonly string[];
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly { readonly long: string; readonly takesValue: boolean; readonly summary: string }[];
}

const SHELLS: Readonly<Record<string, (completions: readonly Completion[]) => string>> = { bash, zsh, fish };

/** `qgate completion`: a script for the shell, generated from the commands. */
export function defineCompletion(command: Command, commands: readonly CommandEntry[]): CommandAction {
  command.argument('<shell>', Object.keys(SHELLS).join(', '));
  addHelp(command, [
    'source <(qgate completion bash)',
    'qgate completion zsh > "${fpath[1]}/_qgate"',
    'qgate completion fish > ~/.config/fish/completions/qgate.fish',
  ]);
  return async (terminal) => {
    const write = SHELLS[command.args[0] ?? ''];
    if (write === undefined)
      throw new CliError(
        'usage',
        `There is no completion for ${command.args[0] ?? ''}.`,
        `The supported shells are ${Object.keys(SHELLS).join(', ')}.`,
      );
    const program = new Command('qgate').helpCommand(false);
    await addCommands(program, commands, null, () => undefined);
    terminal.stdout.write(write(listCompletions(program, [])));
    return 0;
  };
}

function listCompletions(command: Command, words: readonly string[]): readonly Completion[] {
  const own: Completion = {
    words,
    subcommands: command.commands.map((each) => ({ name: each.name(), summary: each.description() })),
    options: [
      ...command.options.map(({ long, required, optional, description }) => ({
        long: long ?? '',
        takesValue: required || optional,
        summary: description.replace(/ \[[A-Z_]+\]$/, ''),
      })),
      { long: '--help', takesValue: false, summary: 'show help' },
      ...(words.length === 0 ? [{ long: '--version', takesValue: false, summary: 'print the version' }] : []),
    ],
  };
  return [own, ...command.commands.flatMap((each) => listCompletions(each, [...words, each.name()]))];
}

function bash(completions: readonly Completion[]): string {
  const cases = completions.map(({ words, subcommands, options }) => {
    const offered = [...subcommands.map(({ name }) => name), ...options.map(({ long }) => long)].join(' ');
    return `    '${words.join(' ')}') offered='${offered}' ;;`;
  });
  const groups = completions.filter(({ words, subcommands }) => words.length === 1 && subcommands.length > 0);
  return `# bash completion of qgate
_qgate() {
  local current="\${COMP_WORDS[COMP_CWORD]}" called='' word offered=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *)
        case "$called" in
          '' | ${groups.map(({ words }) => `'${words.join(' ')}'`).join(' | ')}) called="\${called:+$called }$word" ;;
        esac
        ;;
    esac
  done
  case "$called" in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
  # An option's value, or a file.
  [ \${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}
complete -o filenames -F _qgate qgate
`;
}

function zsh(completions: readonly Completion[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''");
  const cases = completions.map(({ words, subcommands, options }) => {
    const offered = [
      ...subcommands.map(({ name, summary }) => `'${name}:${quote(summary)}'`),
      ...options.map(({ long, summary }) => `'${long}:${quote(summary).replaceAll(':', '\\:')}'`),
    ];
    return `    '${words.join(' ')}') offered=(${offered.join(' ')}) ;;`;
  });
  const groups = completions.filter(({ words, subcommands }) => words.length === 1 && subcommands.length > 0);
  return `#compdef qgate
_qgate() {
  local called='' word
  local -a offered
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case "$word" in
      -*) ;;
      *)
        case "$called" in
          '' | ${groups.map(({ words }) => `'${words.join(' ')}'`).join(' | ')}) called="\${called:+$called }$word" ;;
        esac
        ;;
    esac
  done
  case "$called" in
${cases.join('\n')}
  esac
  _describe 'qgate' offered || _files
}
# Loaded by compinit, or sourced.
if [ "\${funcstack[1]}" = '_qgate' ]; then _qgate "$@"; else compdef _qgate qgate; fi
`;
}

function fish(completions: readonly Completion[]): string {
  const quote = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const lines = completions.flatMap(({ words, subcommands, options }) => {
    const names = subcommands.map(({ name }) => name).join(' ');
    const called = words.map((word) => `__fish_seen_subcommand_from ${word}`);
    const notYet = names === '' ? [] : [`not __fish_seen_subcommand_from ${names}`];
    const when = [...called, ...notYet].join('; and ');
    const condition = when === '' ? '' : ` -n '${when}'`;
    return [
      ...subcommands.map(({ name, summary }) => `complete -c qgate -f${condition} -a ${name} -d '${quote(summary)}'`),
      ...options.map(
        ({ long, takesValue, summary }) =>
          `complete -c qgate${condition} -l ${long.replace(/^--/, '')}${takesValue ? ' -r' : ''} -d '${quote(summary)}'`,
      ),
    ];
  });
  return `# fish completion of qgate\n${lines.join('\n')}\n`;
}
