import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { QualityGateModule } from '../quality-gate/quality-gate.module.js';
import { FirstStart } from './first-start.js';

@Module({
  imports: [AuthModule, QualityGateModule],
  providers: [FirstStart],
})
export class FirstStartModule {}
