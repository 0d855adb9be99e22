import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { QualityGateModule } from '../../verdict/quality-gate/quality-gate.module.js';
import { FirstStart } from './first-start.js';

@Module({
  imports: [AuthModule, QualityGateModule],
  providers: [FirstStart],
})
export class FirstStartModule {}
