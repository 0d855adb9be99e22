import { recordingTerminal } from '../../test/cli/support/recording-terminal.js';
import { guardTerminal } from './redact.js';

const SECRET = 'qg_0123456789abcdef';

describe('guardTerminal', () => {
  it.each([
    ['the variable', { QGATE_TOKEN: SECRET }, []],
    ['an option', {}, ['run', '--token', SECRET]],
    ['an option with its value', {}, [`--token=${SECRET}`]],
    ['the password', { QGATE_PASSWORD: SECRET }, []],
  ])('keeps what %s gave out of both streams', (_name, env, args) => {
    const recording = recordingTerminal('/', env);
    const terminal = guardTerminal(recording, args);
    terminal.stdout.write(`a ${SECRET} b`);
    terminal.stderr.write(`c ${SECRET}${SECRET}`);
    expect(recording.out()).toBe('a *** b');
    expect(recording.err()).toBe('c ******');
    expect(terminal.redact?.(SECRET)).toBe('***');
  });

  it('hides the credentials of addresses', () => {
    const { redact } = guardTerminal(recordingTerminal('/'), []);
    expect(redact?.('fatal: https://ada:s3cret@git.example/acme.git not found')).toBe(
      'fatal: https://***@git.example/acme.git not found',
    );
    expect(redact?.('git@git.example:acme/web.git, 12:30, a@b.example')).toBe(
      'git@git.example:acme/web.git, 12:30, a@b.example',
    );
  });

  it('takes no short word for a secret', () => {
    expect(guardTerminal(recordingTerminal('/', { QGATE_TOKEN: 'a' }), []).redact?.('banana')).toBe('banana');
  });

  it('lets nothing from a name steer the terminal or a workflow', () => {
    const recording = recordingTerminal('/');
    const terminal = guardTerminal(recording, []);
    terminal.stdout.write('\u001b[32mok\u001b[39m \u001b[2J\n::error::a\n');
    terminal.stdout.writeCommands?.('::notice::b\u001b[2J\n');
    terminal.stderr.write('::add-mask::c \u001b[32m');
    expect(recording.out()).toBe('\u001b[32mok\u001b[39m \\u001b[2J\n\\u003a:error::a\n::notice::b\\u001b[2J\n');
    expect(recording.err()).toBe('\\u003a:add-mask::c \\u001b[32m');
  });
});
