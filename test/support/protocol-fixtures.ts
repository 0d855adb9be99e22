import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { ProtocolServer } from '../../src/modules/reach/mcp/protocol-server.js';

/** One pixel, and a sound of no length. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';
const STEP_MS = 50;

const text = (value: string) => ({ type: 'text' as const, text: value });
const said = (value: string) => ({ content: [text(value)] });
const user = (content: object) => ({
  messages: [{ role: 'user' as const, content: content as ReturnType<typeof text> }],
});
const fileOf = (uri: string, mimeType: string, content: string) => ({ uri, mimeType, text: content });
const objectOf = (types: Record<string, object>, required = Object.keys(types)) =>
  ({ type: 'object', properties: types, required }) as never;
const STRING = { type: 'string' };
/** A question to the user of a client, with one answer. */
const ask = (message: string, name: string, type = 'string') =>
  inputRequired.elicit({ message, requestedSchema: objectOf({ [name]: { type } }) });
const sample = (question: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: text(question) }], maxTokens });

/** State of a tool that asks in several rounds, signed. */
const STATES = createRequestStateCodec<{ round: number }>({ key: 'a key of the fixtures, of 32 bytes at least' });

/** The client's answer to a question; null where it did not answer, or not with this field. */
function answerOf(context: ServerContext, key: string, field: string): unknown {
  const found = inputResponse(context.mcpReq.inputResponses, key);
  return found.kind === 'elicit' && found.action === 'accept' ? (found.content?.[field] ?? null) : null;
}

const isAnswered = (context: ServerContext, key: string): boolean =>
  inputResponse(context.mcpReq.inputResponses, key).kind !== 'missing';

type Answer = (input: Record<string, unknown>, context: ServerContext) => unknown;

/** Tools by name: their arguments and what they answer. */
const TOOLS: Record<string, readonly [Record<string, object>, Answer]> = {
  test_simple_text: [{}, () => said('This is a simple text response for testing.')],
  test_image_content: [{}, () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] })],
  test_audio_content: [{}, () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] })],
  test_embedded_resource: [
    {},
    () => {
      const resource = fileOf('test://embedded-resource', 'text/plain', 'This is an embedded resource content.');
      return { content: [{ type: 'resource', resource }] };
    },
  ],
  test_multiple_content_types: [
    {},
    () => ({
      content: [
        text('Multiple content types test:'),
        { type: 'image', data: PNG, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: fileOf('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
        },
      ],
    }),
  ],
  test_error_handling: [{}, () => ({ ...said('This tool intentionally returns an error for testing'), isError: true })],
  test_tool_with_logging: [
    {},
    async (_, { mcpReq }) => {
      for (const step of ['started', 'processing data', 'completed']) {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- the suite still asks for it
        await mcpReq.log('info', step);
        await sleep(STEP_MS);
      }
      return said('Logged.');
    },
  ],
  test_logging_tool: [
    {},
    async (_, { mcpReq }) => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the suite still asks for it
      await mcpReq.log('info', 'called');
      return said('Logged.');
    },
  ],
  test_missing_capability: [{}, () => inputRequired({ inputRequests: { sampled: sample('Anything', 10) } })],
  test_streaming_elicitation: [
    {},
    () => inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } }),
  ],
  test_tool_with_progress: [
    {},
    async (_, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined)
          await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
        await sleep(STEP_MS);
      }
      return said('Done.');
    },
  ],
  test_input_required_result_elicitation: [
    {},
    (_, context) => {
      const name = answerOf(context, 'user_name', 'name');
      return typeof name === 'string'
        ? said(`Hello, ${name}!`)
        : inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } });
    },
  ],
  test_input_required_result_sampling: [
    {},
    (_, context) => {
      const found = inputResponse(context.mcpReq.inputResponses, 'capital_question');
      return found.kind === 'sampling'
        ? said(JSON.stringify(found.result.content))
        : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } });
    },
  ],
  test_input_required_result_list_roots: [
    {},
    (_, context) => {
      const found = inputResponse(context.mcpReq.inputResponses, 'client_roots');
      return found.kind === 'roots'
        ? said(found.roots.map(({ uri }) => uri).join(', '))
        : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    },
  ],
  test_input_required_result_request_state: [
    {},
    async (_, context) =>
      isAnswered(context, 'confirm') && context.mcpReq.requestState<{ round: number }>()?.round === 1
        ? said('state-ok')
        : inputRequired({
            inputRequests: { confirm: ask('Please confirm', 'ok', 'boolean') },
            requestState: await STATES.mint({ round: 1 }, context),
          }),
  ],
  test_input_required_result_tampered_state: [
    {},
    async (_, context) =>
      isAnswered(context, 'confirm')
        ? said('state-ok')
        : inputRequired({
            inputRequests: { confirm: ask('Please confirm', 'ok', 'boolean') },
            requestState: await STATES.mint({ round: 1 }, context),
          }),
  ],
  test_input_required_result_multiple_inputs: [
    {},
    async (_, context) =>
      ['user_name', 'greeting', 'client_roots'].every((key) => isAnswered(context, key))
        ? said('All answered.')
        : inputRequired({
            inputRequests: {
              user_name: ask('What is your name?', 'name'),
              greeting: sample('Generate a greeting', 50),
              client_roots: inputRequired.listRoots(),
            },
            requestState: await STATES.mint({ round: 1 }, context),
          }),
  ],
  test_input_required_result_multi_round: [
    {},
    async (_, context) => {
      const round = context.mcpReq.requestState<{ round: number }>()?.round ?? 0;
      if (round === 2 && isAnswered(context, 'step2')) return said('Both steps are done.');
      const isSecond = round === 1 && isAnswered(context, 'step1');
      return inputRequired({
        inputRequests: isSecond
          ? { step2: ask('Step 2: What is your favorite color?', 'color') }
          : { step1: ask('Step 1: What is your name?', 'name') },
        requestState: await STATES.mint({ round: isSecond ? 2 : 1 }, context),
      });
    },
  ],
  test_input_required_result_capabilities: [
    {},
    (_, context) =>
      inputResponse(context.mcpReq.inputResponses, 'capital_question').kind === 'sampling'
        ? said('Sampled.')
        : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?', 100) } }),
  ],
};

/** Tools, resources and prompts that the conformance suite of the protocol asks for. */
function serverOfFixtures(): McpServer {
  const server = new McpServer(
    { name: 'fixtures', version: '1.0.0' },
    {
      capabilities: {
        ...{ logging: {}, completions: {}, tools: { listChanged: false }, prompts: { listChanged: false } },
        resources: { listChanged: false },
      },
      requestState: { verify: STATES.verify },
    },
  );
  for (const [name, [properties, answer]] of Object.entries(TOOLS))
    server.registerTool(
      name,
      { description: `A fixture: ${name}.`, inputSchema: fromJsonSchema(objectOf(properties)) },
      ((input: Record<string, unknown>, context: ServerContext) => answer(input, context)) as never,
    );
  const cacheHint = { ttlMs: 60_000, cacheScope: 'public' as const };
  const about = (description: string, mimeType: string) => ({ description, mimeType, cacheHint });
  server.registerResource('static text', 'test://static-text', about('A text.', 'text/plain'), ({ href }) => ({
    contents: [fileOf(href, 'text/plain', 'This is the content of the static text resource.')],
  }));
  server.registerResource('static binary', 'test://static-binary', about('An image.', 'image/png'), ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: PNG }],
  }));
  server.registerResource('watched', 'test://watched-resource', about('A text.', 'text/plain'), ({ href }) => ({
    contents: [fileOf(href, 'text/plain', 'Watched.')],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, about('Data of an id.', 'application/json'), ({ href }, { id }) => ({
    contents: [
      fileOf(href, 'application/json', JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` })),
    ],
  }));
  server.registerPrompt('test_simple_prompt', { description: 'A simple prompt.' }, () =>
    user(text('This is a simple prompt for testing.')),
  );
  const argsSchema = fromJsonSchema<{ arg1: string; arg2: string }>(objectOf({ arg1: STRING, arg2: STRING }));
  server.registerPrompt('test_prompt_with_arguments', { description: 'Has arguments.', argsSchema }, ({ arg1, arg2 }) =>
    user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  const uriSchema = fromJsonSchema<{ resourceUri: string }>(objectOf({ resourceUri: STRING }));
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Has a resource.', argsSchema: uriSchema },
    ({ resourceUri }) => ({
      messages: [
        ...user({
          type: 'resource',
          resource: fileOf(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
        }).messages,
        ...user(text('Please process the embedded resource above.')).messages,
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Has an image.' }, () => ({
    messages: [
      ...user({ type: 'image', data: PNG, mimeType: 'image/png' }).messages,
      ...user(text('Please analyze the image above.')).messages,
    ],
  }));
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks.' }, ((context: ServerContext) => {
    const known = answerOf(context, 'user_context', 'context');
    return typeof known === 'string'
      ? user(text(`With the context ${known}.`))
      : inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', 'context') } });
  }) as never);
  server.server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
  return server;
}

/** The protocol as the service answers it, with the fixtures of the conformance suite in the place of the tools. */
export class FixtureServer extends ProtocolServer {
  constructor() {
    super([], { error: () => undefined });
  }

  protected override serverOf(): McpServer {
    return serverOfFixtures();
  }
}
