import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { WorkerPool } from './worker-pool.js';

/** Ends the threads with the application. */
@Injectable()
export class WorkersLifecycle implements OnApplicationShutdown {
  constructor(private readonly pool: WorkerPool) {}

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }
}
