import { parseConfig } from './platform/config/parse-config.js';
import { welcome } from './welcome.js';

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
    [null, '  npx --yes --package "$QGATE_URL/qgate.tgz" qgate run'],
  ])('of %s', (qgate, expected) => {
    expect(commandIn(qgate)).toBe(expected);
  });
});
