import { recordingTerminal } from '../../test/cli/support/recording-terminal.js';
import { redactTerminal } from './redact.js';

const SECRET = 'qg_0123456789abcdef';

describe('redactTerminal', () => {
  it.each([
    ['the variable', { QGATE_TOKEN: SECRET }, []],
    ['an option', {}, ['run', '--token', SECRET]],
    ['an option with its value', {}, [`--token=${SECRET}`]],
    ['the password', { QGATE_PASSWORD: SECRET }, []],
  ])('keeps what %s gave out of both streams', (_name, env, args) => {
    const recording = recordingTerminal('/', env);
    const terminal = redactTerminal(recording, args);
    terminal.stdout.write(`a ${SECRET} b`);
    terminal.stderr.write(`c ${SECRET}${SECRET}`);
    expect(recording.out()).toBe('a *** b');
    expect(recording.err()).toBe('c ******');
    expect(terminal.redact?.(SECRET)).toBe('***');
  });

  it('hides the credentials of addresses', () => {
    const { redact } = redactTerminal(recordingTerminal('/'), []);
    expect(redact?.('fatal: https://ada:s3cret@git.example/acme.git not found')).toBe(
      'fatal: https://***@git.example/acme.git not found',
    );
    expect(redact?.('git@git.example:acme/web.git, 12:30, a@b.example')).toBe(
      'git@git.example:acme/web.git, 12:30, a@b.example',
    );
  });

  it('takes no short word for a secret', () => {
    expect(redactTerminal(recordingTerminal('/', { QGATE_TOKEN: 'a' }), []).redact?.('banana')).toBe('banana');
  });
});
