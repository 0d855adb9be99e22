import { Module } from '@nestjs/common';
import { AuthModule } from '../../people/auth/auth.module.js';
import { FindingsModule } from '../../verdict/findings/findings.module.js';
import { QualityGateModule } from '../../verdict/quality-gate/quality-gate.module.js';
import { RatingsModule } from '../../verdict/ratings/ratings.module.js';
import { ScanModule } from '../../verdict/scan/scan.module.js';
import { AllPullRequestsController } from './all-pull-requests.controller.js';
import { HistoryController } from './history.controller.js';
import { HistoryReadModel } from './history.read-model.js';
import { HistoryService } from './history.service.js';
import { InboxController } from './inbox.controller.js';
import { InboxReadModel } from './inbox.read-model.js';
import { InboxService } from './inbox.service.js';
import { OverviewController } from './overview.controller.js';
import { OverviewReadModel } from './overview.read-model.js';
import { OverviewService } from './overview.service.js';
import { PullRequestPageReadModel } from './pull-request-page.read-model.js';
import { PullRequestsController } from './pull-requests.controller.js';
import { PullRequestsReadModel } from './pull-requests.read-model.js';
import { PullRequestsService } from './pull-requests.service.js';
import { RepositoryPageController } from './repository-page.controller.js';
import { RepositoryPageReadModel } from './repository-page.read-model.js';
import { RepositoryPageService } from './repository-page.service.js';
import { ScanPageController } from './scan-page.controller.js';
import { ScanPageReadModel } from './scan-page.read-model.js';
import { ScanPageService } from './scan-page.service.js';
import { SearchController } from './search.controller.js';
import { SearchReadModel } from './search.read-model.js';
import { SearchService } from './search.service.js';

/** Reads for pages: each answers one page of a dashboard in one request. Above all features, whose tables its read models join. */
@Module({
  imports: [AuthModule, ScanModule, FindingsModule, QualityGateModule, RatingsModule],
  controllers: [
    OverviewController,
    RepositoryPageController,
    PullRequestsController,
    AllPullRequestsController,
    HistoryController,
    InboxController,
    SearchController,
    ScanPageController,
  ],
  providers: [
    OverviewService,
    HistoryService,
    InboxService,
    InboxReadModel,
    SearchService,
    SearchReadModel,
    HistoryReadModel,
    OverviewReadModel,
    RepositoryPageService,
    RepositoryPageReadModel,
    PullRequestsService,
    PullRequestsReadModel,
    PullRequestPageReadModel,
    ScanPageService,
    ScanPageReadModel,
  ],
})
export class PagesModule {}
