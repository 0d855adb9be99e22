import { Injectable } from '@nestjs/common';
import type { UserId, ViewId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isUniqueViolation } from '../../../platform/database/transient-errors.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, hasRole } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { UserReader } from '../../people/auth/user.reader.js';
import { type View, type ViewFields, type ViewPage, ViewRepository } from './view.repository.js';

/** Most views of a person in an organization. */
const MAX_VIEWS = 100;

/** A view with the name of who saved it. */
export interface OwnedView {
  readonly view: View;
  readonly ownerName: string | null;
}

/** Filters of lists that people saved for themselves, or share in their organization. */
@Injectable()
export class ViewService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly views: ViewRepository,
    private readonly users: UserReader,
  ) {}

  listViews(
    { orgId, userId }: Caller,
    page: { readonly page: ViewPage | null; readonly limit: number; readonly afterId: ViewId | null },
  ): Promise<Page<OwnedView>> {
    return this.tenant.run(orgId, async () => {
      const found = await this.views.listViews(orgId, userId, { ...page, limit: page.limit + 1 });
      const names = await this.users.findAll(orgId, [...new Set(found.map((view) => view.userId))]);
      const owned = found.map((view) => ({ view, ownerName: names.get(view.userId)?.name ?? null }));
      return toPage(owned, page.limit, ({ view }) => [view.id]);
    });
  }

  /** @throws AppError already_exists for the name of another view, quota_exceeded at 100 views */
  create(caller: Caller, fields: ViewFields): Promise<OwnedView> {
    const { orgId, userId } = caller;
    refuseSharing(caller, fields);
    return this.store(caller, async () => {
      if ((await this.views.countOf(orgId, userId)) >= MAX_VIEWS)
        throw new AppError(
          'quota_exceeded',
          `You already have ${MAX_VIEWS} views in this organization. Delete one first.`,
        );
      return { ...fields, userId, id: await this.views.insert(orgId, userId, fields) };
    });
  }

  update(caller: Caller, id: ViewId, wanted: Partial<ViewFields>): Promise<OwnedView> {
    return this.store(caller, async () => {
      const changed = { ...(await this.lock(caller, id)), ...wanted };
      if (wanted.isShared !== undefined) refuseSharing(caller, changed);
      await this.views.update(caller.orgId, id, changed);
      return changed;
    });
  }

  delete(caller: Caller, id: ViewId): Promise<void> {
    return this.tenant.run(caller.orgId, async () => {
      await this.lock(caller, id);
      await this.views.delete(caller.orgId, id);
    });
  }

  /** The view, which the caller may change. */
  private async lock(caller: Caller, id: ViewId): Promise<View> {
    const view = await this.views.lockView(caller.orgId, caller.userId, id);
    if (!view) throw new NotFoundInOrg('view');
    if (view.userId !== caller.userId && !hasRole(caller, 'ORG_ADMIN'))
      throw new AppError('role_required', 'Only its owner and administrators can change a shared view.');
    return view;
  }

  private async store({ orgId }: Caller, work: () => Promise<View>): Promise<OwnedView> {
    try {
      return await this.tenant.run(orgId, async () => {
        const view = await work();
        return { view, ownerName: await this.nameOf(orgId, view.userId) };
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError(
          'already_exists',
          'You already have a view with this name on the page. Choose another name.',
        );
      throw error;
    }
  }

  private async nameOf(orgId: Caller['orgId'], userId: UserId): Promise<string | null> {
    return (await this.users.findAll(orgId, [userId])).get(userId)?.name ?? null;
  }
}

function refuseSharing(caller: Caller, { isShared }: Pick<ViewFields, 'isShared'>): void {
  if (isShared && !hasRole(caller, 'MEMBER'))
    throw new AppError('role_required', 'Sharing a view needs the role MEMBER.');
}
