import type {
  CoverageDto,
  CoverageTakenDto,
  FileCoverageDto,
} from '../../modules/verdict/coverage/dto/coverage.dto.js';
import type { CoverageTreeDto } from '../../modules/verdict/coverage/dto/coverage-tree.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

export const COVERAGE_EXAMPLES = {
  uploadCoverage: {
    request: {
      specification: example('An lcov report', {
        scan_id: 12345,
        report_format: 'lcov',
        file: 'SF:src/auth/handler.py\nDA:1,4\nDA:2,0\nend_of_record\n',
      }),
    },
    responses: {
      200: {
        specification: example<CoverageTakenDto>('Taken', {
          scan_id: 12345,
          records_persisted: 847,
          report_format: 'lcov',
          repeated: false,
          warnings: [],
          unmatched_paths: { count: 0, paths: [] },
        }),
      },
    },
  },
  getCoverage: {
    responses: {
      200: {
        specification: example<CoverageDto>('All reports of a scan', {
          scan_id: 12345,
          file_count: 847,
          lines_total: 42100,
          lines_covered: 38700,
          coverage_pct: 91.92,
          next_cursor: null,
          files: [
            {
              file_path: 'src/auth/handler.py',
              owners: ['@acme/auth'],
              lines_total: 420,
              lines_covered: 412,
              lines_missed: 8,
              coverage_pct: 98.1,
              branches_total: 36,
              branches_covered: 33,
              report_format: 'lcov',
            },
          ],
        }),
        without_reports: example<CoverageDto>('No report was uploaded', {
          scan_id: 12346,
          file_count: 0,
          lines_total: 0,
          lines_covered: 0,
          coverage_pct: null,
          next_cursor: null,
          files: [],
        }),
      },
    },
  },
  listCoverageTree: {
    responses: {
      200: {
        folder: example<CoverageTreeDto>('A folder compared with an earlier scan', {
          scan_id: 12345,
          path: 'src/',
          entries: [
            {
              ...{ name: 'auth/', kind: 'folder', owners: [], file_count: 12, lines_total: 420, lines_covered: 412 },
              ...{ coverage_pct: 98.1, delta_pct: -0.52, changed_lines_total: 41, changed_lines_covered: 33 },
            },
            {
              ...{
                name: 'main.py',
                kind: 'file',
                owners: ['@acme/web'],
                file_count: 1,
                lines_total: 40,
                lines_covered: 40,
              },
              ...{ coverage_pct: 100, delta_pct: null, changed_lines_total: 0, changed_lines_covered: 0 },
            },
          ],
          next_cursor: null,
        }),
      },
    },
  },
  getFileCoverage: {
    responses: {
      200: {
        lines: example<FileCoverageDto>('Lines, branches and added lines', {
          scan_id: 12345,
          file_path: 'src/auth/handler.py',
          owners: ['@acme/auth'],
          lines_total: 4,
          lines_covered: 3,
          coverage_pct: 75,
          lines: [
            [1, 4],
            [2, 4],
            [5, 2],
            [6, 0],
          ],
          branches: [[5, 1, 2]],
          missed: [6],
          partial: [5],
          added: [[5, 6]],
          uncovered_added: [[6, 6]],
          uncounted_added: [],
          removed: [{ after: 4, from: 5, to: 7 }],
          old: { scan_id: 12340, path: 'src/auth/handler.py' },
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
