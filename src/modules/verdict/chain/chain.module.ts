import { Module } from '@nestjs/common';
import { AuditModule } from '../../record/audit/audit.module.js';
import { ChainRepository } from './chain.repository.js';
import { ChainWriter } from './chain.writer.js';
import { ChainCounter } from './chain-counter.js';
import { Chainer } from './chainer.js';

@Module({
  imports: [AuditModule],
  providers: [ChainCounter, ChainRepository, ChainWriter, Chainer],
  exports: [ChainWriter],
})
export class ChainModule {}
