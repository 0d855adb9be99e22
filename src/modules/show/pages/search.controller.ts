import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { SearchQueryDto, type SearchResultsDto } from './dto/search.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('Pages')
@Controller('search')
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  /**
   * List repositories, pull requests, files and rules by their names
   *
   * @remarks By the beginning of a name, of a title's word or of a part of a path: at most 20, of files and rules 3 each. Files and rules are those of the
   * newest scans of default branches.
   */
  @Get()
  @ViewerAccess('read:scans')
  search(@CurrentCaller() caller: Caller, @Query() { q }: SearchQueryDto): Promise<SearchResultsDto> {
    return this.searches.search(caller, q);
  }
}
