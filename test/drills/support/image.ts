import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureBase, IMAGE_STORE, ownLimits } from '../../../scripts/release/image.mjs';
import type { FinishedProgram } from '../../../src/embedded-postgres/run-program.js';
import { missingPrograms } from '../../support/shell.js';

const execute = promisify(execFile);

const ROOT = path.join(__dirname, '../../..');

/** Names of programs and rights that a build and a run of the image need and this machine lacks. */
export const missingForImage = (): string[] => [
  // no test run waits for packages from elsewhere
  ...(process.env.DRILL_ROUNDS === undefined ? ['npm run drill'] : []),
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...missingPrograms('buildah', 'mmdebstrap', 'unshare', 'nsenter', 'npm'),
];

/** Settings in an image, as far as a run needs them. */
interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Volumes: Readonly<Record<string, unknown>>;
}

/** Settings of a run beside those of the image. */
export interface RunOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Contents of the files below `/run/secrets`, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Folder of the volume `/data`, made where it is missing. */
  readonly data: string;
  /** In the place of the image's own. */
  readonly command?: readonly string[];
}

/** The image of the Dockerfile, built by buildah on a base of this machine's making: no registry of images is needed. */
export class Image {
  private readonly containers: Container[] = [];

  private constructor(
    private readonly buildah: (...args: string[]) => Promise<string>,
    private readonly folder: string,
    private readonly name: string,
    private readonly container: string,
    /** The files of the image. */
    readonly files: string,
    readonly config: ImageConfig,
  ) {}

  /**
   * @param folder an empty one for what belongs to this build alone
   * @param commit as `GET /api/version` shows it
   */
  static async build(folder: string, commit: string): Promise<Image> {
    await mkdir(IMAGE_STORE, { recursive: true, mode: 0o700 });
    const storage = ['--root', IMAGE_STORE, '--runroot', path.join(folder, 'run')];
    const buildah = async (...args: string[]) => run('buildah', [...storage, ...args]);
    ensureBase((...args) => execFileSync('buildah', [...storage, ...args], { cwd: ROOT, encoding: 'utf8' }), ROOT);
    const name = `quality-gate:${path.basename(folder).toLowerCase()}`;
    await buildah(
      ...['build', '--isolation', 'chroot', '--network', 'host', '--pull-never', '--format', 'docker'],
      ...ownLimits(),
      ...['--build-arg', `COMMIT=${commit}`, '--tag', name, ROOT],
    );
    const container = (await buildah('from', '--pull-never', name)).trim();
    const files = (await buildah('mount', container)).trim();
    const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', name)) as {
      Docker: { config: ImageConfig };
    };
    return new Image(buildah, folder, name, container, files, Docker.config);
  }

  /** Starts a container of it. */
  async run({ environment, secrets, data, command = this.config.Cmd }: RunOptions): Promise<Container> {
    const secretsFolder = path.join(this.folder, 'secrets');
    await mkdir(secretsFolder, { recursive: true });
    for (const [name, text] of Object.entries(secrets)) {
      const file = path.join(secretsFolder, name);
      await writeFile(file, text);
      await chmod(file, 0o444);
    }
    // A new volume belongs to whom the image's folder belongs to.
    const { uid, gid } = await stat(path.join(this.files, 'data'));
    await mkdir(data, { recursive: true });
    await chown(data, uid, gid);
    const variables = [...this.config.Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
    const { User, WorkingDir } = this.config;
    const child = spawn(
      'unshare',
      [
        ...['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--propagation', 'private'],
        ...[path.join(__dirname, 'container.sh'), this.files, data, secretsFolder, User, WorkingDir],
        ...[...variables, ...command],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const container = new Container(child, this.config, variables);
    this.containers.push(container);
    return container;
  }

  /** Ends its containers and deletes it, but keeps its base. */
  async remove(): Promise<void> {
    for (const container of this.containers) if (container.isRunning) await container.kill();
    await this.buildah('umount', this.container);
    await this.buildah('rm', this.container);
    await this.buildah('rmi', this.name);
  }
}

/** A run of the image: the command is the first process of its namespace. */
export class Container {
  output = '';
  private readonly ended: Promise<unknown[]>;

  constructor(
    private readonly child: ChildProcess,
    private readonly config: ImageConfig,
    private readonly variables: readonly string[],
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
    this.ended = once(child, 'close');
    const atProcessExit = () => child.kill('SIGKILL');
    process.once('exit', atProcessExit);
    void this.ended.then(() => process.off('exit', atProcessExit));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Its first process, as the machine counts it. */
  async pid(): Promise<number> {
    const { pid } = this.child;
    const first = Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim());
    if (!(first > 1)) throw new Error(`The container has no process.\n${this.output}`);
    return first;
  }

  /** Runs the health check of the image in it. */
  async isHealthy(): Promise<boolean> {
    const [kind, ...command] = this.config.Healthcheck.Test;
    if (kind !== 'CMD') throw new Error(`The health check is no command: ${kind}`);
    return (await this.execute(...command)).code === 0;
  }

  /** Runs a command in it as its account, as `docker exec` does. */
  async execute(...command: string[]): Promise<FinishedProgram> {
    const { User, WorkingDir } = this.config;
    const child = spawn(
      'nsenter',
      [
        ...['--target', String(await this.pid()), '--mount', '--pid', '--ipc', '--uts', '--root', '--'],
        ...[
          'setpriv',
          `--reuid=${User}`,
          `--regid=${User}`,
          '--clear-groups',
          '--inh-caps=-all',
          '--bounding-set=-all',
        ],
        ...['--no-new-privs', 'env', '--ignore-environment', `--chdir=${WorkingDir}`, ...this.variables, ...command],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal, output };
  }

  /** Waits for its end; the code of its first process. */
  async end(): Promise<number | null> {
    const [code] = (await this.ended) as [number | null];
    return code;
  }

  /** Asks its first process to end, as `docker stop` does. */
  async stop(): Promise<number | null> {
    process.kill(await this.pid(), 'SIGTERM');
    return this.end();
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end();
  }
}

async function run(program: string, args: readonly string[], cwd = ROOT): Promise<string> {
  try {
    return (await execute(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${(stdout + stderr).slice(-4_000)}`, { cause: error });
  }
}
