import { Module } from '@nestjs/common';
import { ChainRepository } from './chain.repository.js';
import { ChainWriter } from './chain.writer.js';
import { Chainer } from './chainer.js';

@Module({
  providers: [ChainRepository, ChainWriter, Chainer],
  exports: [ChainWriter],
})
export class ChainModule {}
