import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { SearchResultDto, SearchResultsDto } from './dto/search.dto.js';
import { type Found, type FoundWord, SearchReadModel } from './search.read-model.js';

const MIN_LETTERS = 2;
/** Files, and rules, that a search shows. */
const WORDS = 3;

/** Finds what a person may look for by how its name begins. */
@Injectable()
export class SearchService {
  constructor(private readonly searches: SearchReadModel) {}

  async search({ orgId }: Caller, q: string): Promise<SearchResultsDto> {
    const text = q.trim().toLowerCase();
    if (Array.from(text).length < MIN_LETTERS) return { results: [] };
    const [, digits] = /^[#!]?(\d{1,15})$/.exec(text) ?? [];
    const found = await this.searches.find(orgId, text, digits === undefined ? null : Number(digits));
    return { results: resultsOf(found) };
  }
}

const resultsOf = ({ repositories, pullRequests, files, rules }: Found): SearchResultDto[] => [
  ...repositories.map(({ id, name, defaultBranch }) => ({
    ...{ kind: 'repository' as const, title: name, detail: defaultBranch, path: `/repos/${id}` },
  })),
  ...pullRequests.map(({ repoId, repoName, number, title }) => ({
    kind: 'pull_request' as const,
    title: title === null ? `#${number}` : `#${number} ${title}`,
    detail: repoName,
    path: `/repos/${repoId}/pulls/${number}`,
  })),
  ...distinct(files).map((word) => toResult('file', 'q', word)),
  ...distinct(rules).map((word) => toResult('rule', 'rule', word)),
];

const toResult = (
  kind: 'file' | 'rule',
  filter: 'q' | 'rule',
  { value, repoName, scanId }: FoundWord,
): SearchResultDto => ({
  kind,
  title: value,
  detail: repoName,
  path: `/scans/${scanId}/findings?${new URLSearchParams({ [filter]: value }).toString()}`,
});

/** The first few texts, each once for a repository. */
const distinct = (words: readonly FoundWord[]): FoundWord[] =>
  [...new Map(words.map((word) => [`${word.scanId} ${word.value}`, word])).values()].slice(0, WORDS);
