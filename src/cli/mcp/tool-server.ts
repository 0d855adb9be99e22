import { MOST_REFUSAL, toDataText } from '../../domain/reporting/untrusted-text.js';
import { packageVersion } from '../package-root.js';
import { CHECK_CHANGE, type describeChange } from './check-change.js';
import { McpServer } from './protocol-library.js';
import { type AskService } from './service-tools.js';

/** Sources of the tools: the service, and the checkout. */
export interface ToolSources {
  readonly askService: AskService;
  readonly checkChange: () => Promise<ReturnType<typeof describeChange>>;
  /** Takes a line for the person at the terminal. */
  readonly say: (message: string) => void;
}

/** A tool as the service lists it, whose hints may be left out. */
type ServedTool = Omit<typeof CHECK_CHANGE, 'annotations'> & {
  readonly annotations?: { readonly readOnlyHint?: boolean };
};

/** A server of the protocol with the service's tools and `check_change`. Without the service it has that one alone. */
export function toolServer({ askService, checkChange, say }: ToolSources): McpServer {
  const served = new McpServer({ name: 'qgate', version: packageVersion() }, { capabilities: { tools: {} } });
  // The tools of the service have schemas of JSON, which are passed on as they are.
  const { server } = served;
  const readers = new Set<string>();
  server.setRequestHandler('tools/list', async () => {
    try {
      const { tools } = (await askService('tools/list', {}, 'harmless')) as { tools: ServedTool[] };
      for (const { name, annotations } of tools) if (annotations?.readOnlyHint) readers.add(name);
      return { tools: [...tools, CHECK_CHANGE] };
    } catch (error) {
      say(`${CHECK_CHANGE.name} is the only tool: ${messageOf(error)}`);
      return { tools: [CHECK_CHANGE] };
    }
  });
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {} } }) => {
    try {
      if (name === CHECK_CHANGE.name) {
        const unknown = Object.keys(args).join(', ');
        if (unknown !== '') throw new Error(`${unknown}: the tool takes no arguments`);
        return await checkChange();
      }
      const repeats = readers.has(name) ? 'harmless' : 'harmful';
      return (await askService('tools/call', { name, arguments: args }, repeats)) as ReturnType<typeof describeChange>;
    } catch (error) {
      return { content: [{ type: 'text', text: messageOf(error) }], isError: true };
    }
  });
  return served;
}

/** A failure in one line: it may quote files of the checkout and answers of the service. */
const messageOf = (error: unknown): string =>
  toDataText(error instanceof Error ? error.message : String(error), MOST_REFUSAL);
