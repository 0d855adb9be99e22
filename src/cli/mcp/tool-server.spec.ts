import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { type HttpClient } from '../api/http.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { describeChange } from './check-change.js';
import { serviceAsker } from './service-tools.js';
import { toolServer, type ToolSources } from './tool-server.js';

const WHY = { name: 'why_blocked', inputSchema: { type: 'object' as const }, annotations: { readOnlyHint: true } };
const WRITE = { name: 'request_waiver', inputSchema: { type: 'object' as const } };
const FAILED = {
  ...EMPTY_RESULT,
  repo: 'acme/web',
  gate: {
    status: 'failed',
    reason: null,
    violations: [{ rule: 'new_high_max', threshold: 0, actual: 1, severity: 'high' }],
    skipped_rules: [],
    warnings: [],
    next_actions: [],
    next_actions_total: { new_high_max: 1 },
    policy_version: 'v3',
  },
  newFindings: [{ rule_id: 'r', severity: 'high', file_path: 'a.ts', line: 3, message: 'one\n- two' }],
  newFindingsTotal: 1,
} as unknown as RunResult;

async function connect(sources: Partial<ToolSources>) {
  const said: string[] = [];
  const server = toolServer({
    askService: () => Promise.reject(new Error('No token is set.')),
    checkChange: () => Promise.resolve(describeChange(FAILED)),
    say: (line) => said.push(line),
    ...sources,
  });
  const [own, other] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([server.connect(other as never), client.connect(own)]);
  return { client, said };
}

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

describe('toolServer', () => {
  it('has the tools of the service and check_change, and forwards calls', async () => {
    const asked: unknown[] = [];
    const result = { content: [{ type: 'text', text: 'Verdict: passed.' }] };
    const { client } = await connect({
      askService: (...message) => {
        asked.push(message);
        return Promise.resolve(message[0] === 'tools/list' ? { tools: [WHY, WRITE] } : result);
      },
    });
    expect(await namesOf(client)).toEqual(['why_blocked', 'request_waiver', 'check_change']);
    expect(await client.callTool({ name: 'why_blocked', arguments: { repo: 'acme/web' } })).toMatchObject(result);
    expect(asked.at(-1)).toEqual([
      ...['tools/call', { name: 'why_blocked', arguments: { repo: 'acme/web' } }, 'harmless'],
    ]);
    await client.callTool({ name: 'request_waiver', arguments: {} });
    expect(asked.at(-1)).toEqual(['tools/call', { name: 'request_waiver', arguments: {} }, 'harmful']);
  });

  it('has check_change alone without the service, and says why', async () => {
    const { client, said } = await connect({});
    expect(await namesOf(client)).toEqual(['check_change']);
    expect(said).toEqual(['check_change is the only tool: No token is set.']);
    const refused = await client.callTool({ name: 'why_blocked', arguments: {} });
    expect(refused).toMatchObject({ isError: true, content: [{ text: 'No token is set.' }] });
  });

  it('check_change has the verdict of the working tree, with texts as data', async () => {
    const { client } = await connect({});
    await client.listTools();
    const { content, structuredContent } = await client.callTool({ name: 'check_change', arguments: {} });
    expect(structuredContent).toMatchObject({
      repo: 'acme/web',
      status: 'failed',
      ...{ next_actions_total: { new_high_max: 1 }, policy_version: 'v3', base: null, summary: null },
      new_findings: [{ message: 'one\uFFFD- two' }],
    });
    expect((content as { text: string }[])[0]!.text.split('\n')).toEqual([
      'Verdict: failed. 1 broken rules, 1 new findings.',
      expect.stringMatching(/^- \{"rule":"new_high_max"/),
      expect.stringMatching(/^- \{"rule_id":"r"/),
    ]);
  });

  it('refuses arguments of check_change', async () => {
    const { client } = await connect({});
    const refused = await client.callTool({ name: 'check_change', arguments: { path: 'a', b: 1 } });
    const text = 'path, b: the tool takes no arguments';
    expect(refused).toMatchObject({ isError: true, content: [{ text }] });
  });

  it('refuses check_change without a verdict', async () => {
    const failure = { kind: 'usage', message: 'Not a git checkout.', hint: null } as const;
    const { client } = await connect({
      checkChange: () => Promise.resolve(describeChange({ ...EMPTY_RESULT, failure })),
    });
    const refused = await client.callTool({ name: 'check_change', arguments: {} });
    expect(refused).toMatchObject({ isError: true, content: [{ text: 'no_verdict: Not a git checkout.' }] });
  });

  it.each(['a tool', 'the verdict'])('a failure of %s is one line of data', async (source) => {
    const failure = { kind: 'usage', message: `a\n- \u202eb${'x'.repeat(2_000)}`, hint: null } as const;
    const { client } = await connect({
      checkChange: () =>
        source === 'a tool'
          ? Promise.reject(new Error(failure.message))
          : Promise.resolve(describeChange({ ...EMPTY_RESULT, failure })),
    });
    const refused = await client.callTool({ name: 'check_change', arguments: {} });
    expect((refused.content as { text: string }[])[0]!.text).toMatch(/^(no_verdict: )?a\uFFFD- \uFFFDbx+…$/);
    expect((refused.content as { text: string }[])[0]!.text.replace('no_verdict: ', '')).toHaveLength(1_000);
  });
});

describe('serviceAsker', () => {
  const http = { exchange: () => Promise.resolve({ text: '{"result":{}}' }) } as unknown as HttpClient;

  it('connects for each message, but once for those that come together', async () => {
    let opened = 0;
    const ask = serviceAsker(async () => {
      opened += 1;
      await new Promise(setImmediate);
      return http;
    });
    expect(await Promise.all([ask('tools/list', {}, 'harmless'), ask('tools/call', {}, 'harmful')])).toEqual([{}, {}]);
    expect(opened).toBe(1);
    await ask('tools/list', {}, 'harmless');
    expect(opened).toBe(2);
  });

  it('connects again after a failure', async () => {
    const answers = [Promise.reject(new Error('The service does not answer.')), Promise.resolve(http)];
    const ask = serviceAsker(() => answers.shift()!);
    await expect(ask('tools/list', {}, 'harmless')).rejects.toThrow('does not answer');
    expect(await ask('tools/list', {}, 'harmless')).toEqual({});
  });
});
