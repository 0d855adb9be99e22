import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { HasNoControls, IsName, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice } from '../../../../platform/validation/query-fields.js';
import { type View, VIEW_PAGES, type ViewPage } from '../view.repository.js';

const MAX_NAME = 100;
const MAX_QUERY = 2_000;

/** Filter and page of views. */
export class ListViewsDto extends PageQueryDto {
  /** Views of this page. */
  @IsOptional()
  @QueryChoice(VIEW_PAGES)
  page?: ViewPage;
}

/** A view to save. */
export class CreateViewDto {
  /** The page whose list it filters. */
  @IsIn(VIEW_PAGES)
  page!: ViewPage;

  /** Unique among the person's views of the page. */
  @IsName(MAX_NAME)
  name!: string;

  /** Query string of the page's address, with filters and sort order. @example "verdict=failed&mine=true" */
  @IsString()
  @MaxLength(MAX_QUERY)
  @HasNoControls()
  query!: string;

  /** True: everyone in the organization can see it. Default: false. */
  @MayBeLeftOut()
  @IsBoolean()
  shared?: boolean;
}

/** Changes of a view; omitted fields keep their values. */
export class UpdateViewDto {
  /** Unique among its owner's views of the page. */
  @MayBeLeftOut()
  @IsName(MAX_NAME)
  name?: string;

  /** Query string of the page's address, with filters and sort order. */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(MAX_QUERY)
  @HasNoControls()
  query?: string;

  /** True: everyone in the organization can see it. */
  @MayBeLeftOut()
  @IsBoolean()
  shared?: boolean;
}

/** The person who saved a view. */
export class ViewOwnerDto {
  id!: number;
  /** Null if it no longer exists. */
  name!: string | null;
}

/** A filter of a list, saved under a name. */
export class ViewDto {
  id!: number;
  name!: string;
  page!: ViewPage;
  /** @example "verdict=failed&mine=true" */
  query!: string;
  shared!: boolean;
  owner!: ViewOwnerDto;
}

/** A page of views, in the order in which they were saved. */
export class ViewListDto {
  views!: ViewDto[];
  next_cursor!: string | null;
}

export const toViewDto = ({ id, name, page, query, isShared, userId }: View, ownerName: string | null): ViewDto => ({
  id,
  name,
  page,
  query,
  shared: isShared,
  owner: { id: userId, name: ownerName },
});
