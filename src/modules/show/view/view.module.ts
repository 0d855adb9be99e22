import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { ViewController } from './view.controller.js';
import { ViewRepository } from './view.repository.js';
import { ViewService } from './view.service.js';

@Module({ imports: [AuthModule], controllers: [ViewController], providers: [ViewService, ViewRepository] })
export class ViewModule {}
