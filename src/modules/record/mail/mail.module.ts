import { Module } from '@nestjs/common';
import { WorkModule } from '../../../platform/work/work.module.js';
import { MailRepository } from './mail.repository.js';
import { MailWriter } from './mail.writer.js';
import { MailTransport } from './mail-transport.js';
import { MailWork } from './mail-work.js';
import { OrganizationNotices } from './organization-notices.writer.js';

/** Mails to people: features queue them, and say what is in them once they are sent. */
@Module({
  imports: [WorkModule],
  providers: [MailRepository, MailWriter, MailTransport, MailWork, OrganizationNotices],
  exports: [MailWriter, OrganizationNotices],
})
export class MailModule {}
