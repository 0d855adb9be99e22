import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { BARE_ENV } from '../../cli/support/git-repository.js';
import { holdToSchema } from '../../cli/support/result-schema.js';
import { buildPackage } from '../../support/built-package.js';

/** Exit and output of a call of the built command line. */
export interface Called {
  readonly exitCode: number;
  /** Standard output as JSON; null where it is none. */
  readonly result: any;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the built command line in a checkout, in a process of its own as a pipeline does. */
export async function callQgate(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Called> {
  const { qgate } = await buildPackage();
  return new Promise((resolve) => {
    const options = { cwd, env: { ...BARE_ENV, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [qgate, ...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, result: readJson(stdout), stdout, stderr });
    });
  });
}

/** Calls a command that prints a result, which has to match the published schema. */
export async function callForResult(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Called> {
  const called = await callQgate(cwd, [...args, '--output', 'json'], env);
  if (called.result === null) throw new Error(`no JSON on standard output:\n${called.stdout}\n${called.stderr}`);
  holdToSchema(called.result);
  if (called.result.exit_code !== called.exitCode) throw new Error(`exits ${called.exitCode}, but says otherwise`);
  return called;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Disturbance of a request on its way to the service; null: none. */
export type Disturbance = 'cut' | 'cut_answer' | 'slow' | null;

/** A way to the service that breaks requests. */
export interface DisturbedWay {
  readonly url: string;
  /** Requests that came by. */
  readonly seen: number;
  close(): Promise<void>;
}

/**
 * A proxy between the command line and the service. `cut` loses a request before the service sees it; `cut_answer` lets
 * the service work and loses its answer, which shows whether repeating doubles anything; `slow` delays it.
 *
 * @param disturb called for each request, counted from 1
 */
export async function aDisturbedWay(
  to: string,
  disturb: (count: number, request: IncomingMessage) => Disturbance,
): Promise<DisturbedWay> {
  const target = new URL(to);
  let seen = 0;
  const server = createServer((incoming, outgoing) => {
    seen += 1;
    void pass(incoming, outgoing, target, disturb(seen, incoming));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get seen() {
      return seen;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const SLOW_MS = 1500;

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: URL,
  disturbance: Disturbance,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  if (disturbance === 'cut') {
    incoming.socket.destroy();
    return;
  }
  if (disturbance === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  const { method, url, headers } = incoming;
  const onward = forward(
    { host: target.hostname, port: target.port, method, path: url, headers: { ...headers, host: target.host } },
    (answer) => {
      if (disturbance === 'cut_answer') {
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () => incoming.socket.destroy());
  onward.end(Buffer.concat(chunks));
}
