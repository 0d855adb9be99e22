import { parseConfig } from './platform/config/parse-config.js';
import { addressOf, firstWelcome, welcome } from './welcome.js';

const parsed = parseConfig({ DATA_DIR: '/data' });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const { config } = parsed;

const commandIn = (qgate: string | null) =>
  welcome(config, 'http://127.0.0.1:3000', null, qgate).trimEnd().split('\n').at(-1);

describe('the commands that sign in', () => {
  it('are quoted for a shell', () => {
    const text = welcome(config, 'http://127.0.0.1:3000', { email: "o'hara@example.org", password: 'a "b"' }, null);
    expect(text).toContain(String.raw`-d '{"email":"o'\''hara@example.org","password":"a \"b\""}' | sed`);
  });
});

describe('the command for a first scan', () => {
  it.each([
    ['/opt/quality-gate/bin/qgate.js', '  node /opt/quality-gate/bin/qgate.js run'],
    ['/home/a b/bin/qgate.js', "  node '/home/a b/bin/qgate.js' run"],
    ["/home/it's/bin/qgate.js", String.raw`  node '/home/it'\''s/bin/qgate.js' run`],
    ['/home/$HOME/bin/qgate.js', "  node '/home/$HOME/bin/qgate.js' run"],
    [null, '  npx --yes "$QGATE_URL/qgate.tgz" run'],
  ])('of %s', (qgate, expected) => {
    expect(commandIn(qgate)).toBe(expected);
  });
});

describe('the welcome of a first start', () => {
  it('is one command, which needs no token', () => {
    expect(firstWelcome('http://localhost:3000', null)).toContain(
      'Push a first scan from any git checkout:\n  npx --yes http://localhost:3000/qgate.tgz run\nFor one hour',
    );
    expect(firstWelcome('http://localhost:3010', '/a b/qgate.js')).toContain(
      "  export QGATE_URL=http://localhost:3010\n  node '/a b/qgate.js' run\n",
    );
  });

  it.each(['http://[::1]:3000', 'http://0.0.0.0:3000', 'http://[::]:3000', 'http://127.0.0.1:3000'])(
    'names %s as people do',
    (at) => {
      expect(addressOf(config, at)).toBe('http://localhost:3000');
    },
  );
});
