import { createInterface } from 'node:readline/promises';
import { type Command } from 'commander';
import { quoteForShell } from '../../domain/scanning/quote-for-shell.js';
import { readAnswer, SHAPES } from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { endSession, openClient, type Service, toSignIn } from '../api/connect.js';
import { GateApi, type Me } from '../api/gate-api.js';
import { isSignedInAt, saveSignIn, type SignIn, signInFile } from '../api/sign-ins.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { silentProgress } from '../progress/plain-progress.js';
import { addSettingOptions } from '../settings/command-options.js';
import { isFromFile } from '../settings/resolve-settings.js';
import { CONNECTION_SETTINGS, IMPATIENT_SETTINGS } from '../settings/run-settings.js';
import { type SettingTable } from '../settings/setting.js';
import { readInput, type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';
import { findCheckout, readSettings } from './support/read-settings.js';

const SERVICE_SETTINGS: SettingTable<Service> = {
  url: CONNECTION_SETTINGS.url,
  retries: CONNECTION_SETTINGS.retries,
  ...IMPATIENT_SETTINGS,
};

interface LoginOptions {
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly totp?: string;
  readonly tokenStdin?: boolean;
}

/** `qgate login`: keeps a sign-in for people at their own machines; pipelines use QGATE_TOKEN. */
export function defineLogin(command: Command): CommandAction {
  addSettingOptions(command, SERVICE_SETTINGS);
  command
    .option('--email <address>', 'email address; prompted for when omitted')
    .option('--password-stdin', 'read the password from standard input [QGATE_PASSWORD]')
    .option('--totp <code>', 'code of the second factor, or a recovery code; prompted for when required [QGATE_TOTP]')
    .option('--token-stdin', 'store an API key, read from standard input, instead of signing in');
  addHelp(
    command,
    [
      'qgate login --url https://gate.example.com --email you@example.com',
      'qgate login --url https://gate.example.com --token-stdin < key.txt',
    ],
    'The sign-in is stored in a file that only you can read; QGATE_TOKEN and --token take precedence.',
  );
  return async (terminal) => {
    const { values, origins } = await readSettings(command, SERVICE_SETTINGS, terminal, await findCheckout(terminal));
    await requireNamedService(values.url, origins.url, terminal);
    const options = command.opts<LoginOptions>();
    const signIn =
      options.tokenStdin === true ? await takeKey(terminal) : await signInWithPassword(values, options, terminal);
    const me = await new GateApi(openClient(values, signIn.accessToken, terminal, silentProgress)).me();
    await saveSignIn(values.url, signIn, terminal.env);
    terminal.stdout.write(`Signed in to ${values.url} as ${describeCaller(me)}.\n`);
    return 0;
  };
}

/** `qgate logout`: ends the session at the service, and forgets it here whatever the service answers. */
export function defineLogout(command: Command): CommandAction {
  addSettingOptions(command, SERVICE_SETTINGS);
  addHelp(command, ['qgate logout --url https://gate.example.com']);
  return async (terminal) => {
    const { values } = await readSettings(command, SERVICE_SETTINGS, terminal, await findCheckout(terminal));
    const ending = await endSession(values, terminal, silentProgress);
    await saveSignIn(values.url, null, terminal.env);
    if (ending !== null)
      terminal.stderr.write(`The session may stay valid at the service until it expires: ${ending}\n`);
    terminal.stdout.write(`Signed out of ${values.url} (${signInFile(terminal.env)}).\n`);
    return 0;
  };
}

/** A password goes to no address that the author of a checkout alone has chosen. */
async function requireNamedService(url: string, origin: string, { env }: Terminal): Promise<void> {
  if (!isFromFile(origin) || (await isSignedInAt(url, env))) return;
  throw new CliError(
    'usage',
    `Only qgate.yml names the service ${url}.`,
    `If you want to sign in there: qgate login --url ${quoteForShell(url)}`,
  );
}

/** Owner of a token, in words. @throws {CliError} where the service does not name it */
export function describeCaller(me: Me): string {
  const { user, api_key: key, org, role } = readAnswer(me, SHAPES.caller, 'identifying the token') as Me;
  return `${key ? `key "${key.name}"` : user.email} of ${org.name} (${role})`;
}

async function takeKey(terminal: Terminal): Promise<SignIn> {
  const key = (await readInput(terminal)).trim();
  if (key === '') throw new CliError('usage', 'There is no key on standard input.');
  return { accessToken: key, refreshToken: null, expiresAt: null };
}

async function signInWithPassword(service: Service, options: LoginOptions, terminal: Terminal): Promise<SignIn> {
  const email = options.email ?? (await ask('Email: ', terminal, false));
  const password = options.passwordStdin
    ? (await readInput(terminal)).replace(/\r?\n$/, '')
    : (terminal.env.QGATE_PASSWORD ?? (await ask('Password: ', terminal, true)));
  const client = openClient(service, null, terminal, silentProgress);
  const send = (code: string | undefined): Promise<unknown> =>
    client.send({
      method: 'POST',
      path: '/auth/login',
      what: 'signing in',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, ...(code !== undefined && { second_factor: toSecondFactor(code) }) }),
      timeLimitMs: 30_000,
    });
  const given = options.totp ?? terminal.env.QGATE_TOTP;
  const answer = await send(given).catch(async (error: unknown) => {
    const isRequired = error instanceof ApiError && error.code === 'second_factor_required';
    if (!isRequired || given !== undefined) throw error;
    return send(await ask('Code of the second factor: ', terminal, true));
  });
  return toSignIn(answer);
}

/** A code as the service takes it: six digits are of an authenticator app, anything else is a recovery code. */
const toSecondFactor = (code: string) => (/^[\d ]{6,7}$/.test(code) ? { totp: code } : { recovery_code: code });

/** Asks a person; secrets are not shown while they are typed. */
async function ask(question: string, { stdin, stderr }: Terminal, isSecret: boolean): Promise<string> {
  if (stdin?.isTTY !== true) {
    throw new CliError(
      'usage',
      'There is no terminal to prompt on.',
      'Give --email, the password with --password-stdin or QGATE_PASSWORD, and the code of a second factor with --totp or QGATE_TOTP.',
    );
  }
  stderr.write(question);
  // Without an output, nothing is echoed once the terminal leaves it to us.
  const lines = createInterface({
    input: stdin as unknown as NodeJS.ReadableStream,
    ...(isSecret ? {} : { output: stderr as unknown as NodeJS.WritableStream }),
    terminal: isSecret,
  });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (isSecret) stderr.write('\n');
  }
}
