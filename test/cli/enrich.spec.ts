import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../src/cli/main.js';
import { FakeService, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const CART = 'export class Cart {\n  total(items) {\n    return eval(items);\n  }\n}\n';
const REPORT = 'gl-code-quality-report.json';

const issue = (file: string, begin: number) => ({
  description: 'eval is evil',
  check_name: 'no-eval',
  severity: 'critical',
  location: { path: file, lines: { begin } },
});

describe('qgate run and the source of findings', () => {
  let repository: GitRepository;
  let service: FakeService;

  beforeEach(async () => {
    repository = GitRepository.of({ 'src/cart.js': CART, '.gitignore': 'secrets.env\n*.json\n' });
    service = await FakeService.start();
  });
  afterEach(async () => {
    repository.remove();
    await service.stop();
  });

  async function run(issues: readonly object[], ...args: readonly string[]) {
    repository.write({ [REPORT]: JSON.stringify(issues) });
    const terminal = recordingTerminal(repository.root, { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN });
    const exitCode = await main(['run', '--analyzers', 'none', ...args], terminal);
    expect(exitCode).toBe(0);
    const bodies = service.requestsTo('POST /scans/1/findings').map(({ body }) => body);
    return { err: terminal.err(), sent: bodies.filter((body) => !body.includes('\r\nsuppressions\r\n')) };
  }

  it('sends what the tool left out, as SARIF', async () => {
    const { sent, err } = await run([issue('src/cart.js', 3)], '--verbose');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain('name="format"\r\n\r\nsarif\r\n');
    const log = JSON.parse(/\{"\$schema".*\}/.exec(sent[0]!)![0]);
    expect(log.runs[0].results).toMatchObject([
      {
        ruleId: 'no-eval',
        locations: [
          {
            physicalLocation: {
              region: { startLine: 3, snippet: { text: '    return eval(items);' } },
              contextRegion: { startLine: 1, snippet: { text: CART } },
            },
            logicalLocations: [{ fullyQualifiedName: 'Cart.total' }],
          },
        ],
        properties: { qualityGate: { severity: 'high' } },
      },
    ]);
    expect(err).toContain('Source of the findings: 1 finding completed');
    expect(err).toContain(`${REPORT}: 1 finding completed from the checkout`);
  });

  it('sends nothing of files that git ignores or that lie elsewhere', async () => {
    const outside = path.join(path.dirname(repository.root), 'outside.js');
    writeFileSync(outside, 'const password = 1;\n');
    symlinkSync(outside, path.join(repository.root, 'link.js'));
    repository.write({ 'secrets.env': 'password=1\n' });
    repository.commit();
    const issues = ['secrets.env', 'link.js', '../outside.js', outside, '.git/config', 'src'].map((file) =>
      issue(file, 1),
    );
    const { sent } = await run(issues);
    expect(sent[0]).toContain(JSON.stringify(issues));
    expect(sent[0]).not.toContain('password');
  });
});
