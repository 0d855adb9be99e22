import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AppError } from '../../../platform/errors/app-error.js';
import { readBody } from '../../../platform/validation/read-body.js';
import { ownBuffer, WorkerPool } from '../../../platform/workers/worker-pool.js';
import {
  type BodyReading,
  type PackedChanges,
  type PackedPaths,
  readChanges,
  readPaths,
  type TypedBody,
} from './scan.tasks.js';

/** A diff of a large merge, or the list of a large monorepo's files. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** Up to here reading takes less time than handing over would. */
const MAX_INLINE_BYTES = 64 * 1024;

/**
 * Reads the changes and file lists that CI sends beside the reports, away from the event loop when they would block it.
 */
@Injectable()
export class ScanBodyWorker {
  constructor(private readonly pool: WorkerPool) {}

  /** The changed lines in a request's body. */
  async readChanges(request: Request): Promise<PackedChanges> {
    const body = await typedBodyOf(request);
    return valueOf(isSmall(body) ? readChanges(body) : await this.inThread('readChanges', body));
  }

  /** The repository's files in a request's body. */
  async readPaths(request: Request): Promise<PackedPaths> {
    const body = await typedBodyOf(request);
    return valueOf(isSmall(body) ? readPaths(body) : await this.inThread('readPaths', body));
  }

  private inThread<Value>(task: string, body: TypedBody): Promise<BodyReading<Value>> {
    return this.pool.run(task, body, ownBuffer(body.bytes));
  }
}

async function typedBodyOf(request: Request): Promise<TypedBody> {
  const bytes = await readBody(request, MAX_BODY_BYTES);
  return { bytes, type: (request.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase() };
}

const isSmall = ({ bytes }: TypedBody): boolean => bytes.length <= MAX_INLINE_BYTES;

function valueOf<Value>(reading: BodyReading<Value>): Value {
  if (reading.ok) return reading.value;
  const { code, detail, extra } = reading.error;
  throw new AppError(code, detail, extra);
}
