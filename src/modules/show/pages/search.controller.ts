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
   * Search repositories, pull requests, files and rules by name
   *
   * @remarks Matches the beginning of a name, a word of a title, or a part of a path. Returns at most 20 results, of
   * which at most 3 are files and 3 are rules. Files and rules come from the newest scans of default branches.
   */
  @Get()
  @ViewerAccess('read:scans')
  search(@CurrentCaller() caller: Caller, @Query() { q }: SearchQueryDto): Promise<SearchResultsDto> {
    return this.searches.search(caller, q);
  }
}
