/** Work that is repeated after pauses, one run at a time, and never keeps the process alive. */
export class RepeatedTask {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  /**
   * @param onError takes what a run throws; the next one comes all the same
   * @param mayRun false: a run does nothing
   */
  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
    private readonly mayRun: () => boolean = () => true,
  ) {}

  /** True once `stop` was called, or where a run may not begin any more: long work ends early. */
  get isStopping(): boolean {
    return this.stopping || !this.mayRun();
  }

  start(): void {
    this.timer = setInterval(() => void this.run(), this.everyMs);
    this.timer.unref();
  }

  /** Runs once more after the run that is under way; resolves when that is done. */
  run(): Promise<void> {
    this.running = this.running.then(() => (this.isStopping ? undefined : this.work().catch(this.onError)));
    return this.running;
  }

  /** Resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }
}
