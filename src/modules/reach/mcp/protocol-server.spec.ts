import { ApiRefusal } from './in-process-api.js';
import { ProtocolServer } from './protocol-server.js';
import type { Tool } from './tool.js';

const OBJECT = { type: 'object', properties: {}, required: [], additionalProperties: false } as const;
const aTool = (answer: Tool['answer']): Tool => ({
  ...{ name: 'a_tool', description: 'Answers.', isReadOnly: true, input: OBJECT, answer },
  output: () => OBJECT,
});

async function call(answer: Tool['answer'], accept = 'application/json, text/event-stream') {
  const logged: unknown[] = [];
  const server = new ProtocolServer([aTool(answer)], { error: (fields: unknown) => void logged.push(fields) });
  const headers = { accept, 'content-type': 'application/json', 'mcp-protocol-version': '2025-11-25' };
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'a_tool', arguments: {} } };
  const request = new Request('http://service/mcp', { method: 'POST', headers, body: JSON.stringify(message) });
  const response = await server.answer({ api: {} as never, requestId: 'r-1' }, request, message);
  const text = await response.text();
  return { status: response.status, logged, text, result: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result };
}

describe('ProtocolServer', () => {
  it('logs a failure of a tool, and answers its request_id without its words', async () => {
    const failure = new Error('connect ECONNREFUSED 10.0.0.7:5432');
    const { result, logged } = await call(() => Promise.reject(failure));
    const text = 'internal_error: The failure was logged under request_id r-1.';
    expect(result).toEqual({ content: [{ type: 'text', text }], isError: true });
    expect(logged).toEqual([{ err: failure, requestId: 'r-1' }]);
  });

  it('logs no call whose caller has gone', async () => {
    const { logged } = await call(() => Promise.reject(new DOMException('gone', 'AbortError')));
    expect(logged).toEqual([]);
  });

  it('answers a refusal of the API on one line, cut, and logs nothing', async () => {
    const { result, logged } = await call(() =>
      Promise.reject(new ApiRefusal('not_found', `no\n${'x'.repeat(2_000)}`)),
    );
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^not_found: no�x{996}…$/) }],
    });
    expect(logged).toEqual([]);
  });

  it('has no subscriptions', async () => {
    const server = new ProtocolServer([], { error: () => undefined });
    const message = { jsonrpc: '2.0', id: 7, method: 'subscriptions/listen', params: {} };
    const request = new Request('http://service/mcp', { method: 'POST', body: JSON.stringify(message) });
    const response = await server.answer({ api: {} as never, requestId: 'r-1' }, request, message);
    expect([response.status, await response.json()]).toMatchObject([404, { id: 7, error: { code: -32601 } }]);
  });

  it.each(['unknown', 'constructor', 'toString', '__proto__'])('has no tool %s', async (name) => {
    const server = new ProtocolServer([], { error: () => undefined });
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {} } };
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const request = new Request('http://service/mcp', { method: 'POST', headers, body: JSON.stringify(message) });
    const response = await server.answer({ api: {} as never, requestId: 'r-1' }, request, message);
    const text = await response.text();
    const error = { code: -32602, message: `Tool ${name} not found` };
    expect(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text)).toMatchObject({ id: 7, error });
    expect(response.status).toBe(200);
  });

  it('writes nothing beside the log', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    await call(() => Promise.resolve({ content: {}, head: 'Done.', rows: [] }));
    expect(warn.mock.calls).toEqual([]);
    warn.mockRestore();
  });

  it('logs no message that it refuses', async () => {
    const { status, logged } = await call(() => Promise.reject(new Error('not reached')), 'text/html');
    expect([status, logged]).toEqual([406, []]);
  });
});
