import { Module } from '@nestjs/common';
import { WorkLoops } from './work-loops.js';

/** Work beside the requests. It is no global module: those close the database, and the loops end before. */
@Module({
  providers: [WorkLoops],
  exports: [WorkLoops],
})
export class WorkModule {}
