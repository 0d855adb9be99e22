import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { OrganizationEntity } from './entities/organization.entity.js';
import { RepoEntity } from './entities/repo.entity.js';
import { OrganizationReader } from './organization.reader.js';
import { OrganizationRepository } from './organization.repository.js';
import { RepoReader } from './repo.reader.js';
import { RepoRepository } from './repo.repository.js';
import { RepoWriter } from './repo.writer.js';

@Module({
  imports: [TypeOrmModule.forFeature([OrganizationEntity, RepoEntity]), AuditModule],
  providers: [OrganizationRepository, OrganizationReader, RepoRepository, RepoReader, RepoWriter],
  exports: [OrganizationReader, RepoReader, RepoWriter],
})
export class OrganizationModule {}
