import { SILENT_LOG } from './launcher-log.js';
import { type Postmaster, type PostmasterExit, PostmasterStartFailure } from './postmaster.js';
import { PostmasterSupervisor, type SupervisorOptions, type UnexpectedExit } from './supervisor.js';

const KILLED: PostmasterExit = { code: null, signal: 'SIGKILL', output: 'killed' };

/** A server that a test ends. */
class PlayedPostmaster implements Postmaster {
  end!: (exit: PostmasterExit) => void;
  isStopped = false;
  readonly exited = new Promise<PostmasterExit>((resolve) => (this.end = resolve));

  constructor(readonly pid: number) {}

  stop = (): Promise<void> => {
    this.isStopped = true;
    this.end({ code: 0, signal: null, output: '' });
    return Promise.resolve();
  };
}

describe('PostmasterSupervisor', () => {
  let servers: PlayedPostmaster[];
  let exits: UnexpectedExit[];
  let restarts: number;

  /** Supervises played servers; `launch` replaces how the ones after the first start. */
  const supervise = (more: Partial<SupervisorOptions> = {}): Promise<PostmasterSupervisor> => {
    servers = [];
    exits = [];
    restarts = 0;
    return PostmasterSupervisor.start({
      launch: () => Promise.resolve(aServer()),
      log: SILENT_LOG,
      onExit: (exit) => exits.push(exit),
      onRestart: () => (restarts += 1),
      backoffMs: [0],
      ...more,
    });
  };
  const aServer = (): PlayedPostmaster => {
    const server = new PlayedPostmaster(servers.length + 1);
    servers.push(server);
    return server;
  };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
  };

  it('launches the next server when one ends by itself, and stops the one that serves', async () => {
    const supervisor = await supervise();
    servers[0]!.end(KILLED);
    await until(() => restarts === 1);
    servers[1]!.end(KILLED);
    await until(() => restarts === 2);
    expect(supervisor.pid).toBe(3);
    expect(exits).toEqual([KILLED, KILLED].map((exit) => ({ ...exit, restartInMs: 0 })));
    await supervisor.stop(0);
    expect(servers.map(({ isStopped }) => isStopped)).toEqual([false, false, true]);
  });

  it('goes on pausing and launching while servers fail to start', async () => {
    let failures = 0;
    const supervisor = await supervise({
      launch: () => {
        const mayServe = servers.length === 0 || failures === 2;
        if (!mayServe) failures += 1;
        return mayServe ? Promise.resolve(aServer()) : Promise.reject(new PostmasterStartFailure(KILLED));
      },
    });
    servers[0]!.end(KILLED);
    await until(() => restarts === 1);
    expect(exits).toHaveLength(3);
    await supervisor.stop(0);
  });

  it('abandons a server that is not to be started again, and can still be stopped', async () => {
    const supervisor = await supervise({ backoffMs: [] });
    servers[0]!.end(KILLED);
    await until(() => exits.length === 1);
    expect(exits).toEqual([{ ...KILLED, restartInMs: null }]);
    await supervisor.stop(0);
    expect(servers).toHaveLength(1);
  });

  it('launches nothing when it is stopped during a pause', async () => {
    const supervisor = await supervise({ backoffMs: [60_000] });
    servers[0]!.end(KILLED);
    await until(() => exits.length === 1);
    await supervisor.stop(0);
    expect(servers).toHaveLength(1);
  });

  it('stops a server at once that starts while it is being stopped', async () => {
    let isLaunching = false;
    let start!: () => void;
    const supervisor = await supervise({
      launch: () => {
        if (servers.length === 0) return Promise.resolve(aServer());
        isLaunching = true;
        return new Promise((resolve) => (start = () => resolve(aServer())));
      },
    });
    servers[0]!.end(KILLED);
    await until(() => isLaunching);
    const stopping = supervisor.stop(0);
    start();
    await stopping;
    expect({ restarts, isStopped: servers[1]!.isStopped }).toEqual({ restarts: 0, isStopped: true });
  });
});
