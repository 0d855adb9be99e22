import { type TextFieldReader } from '../forms/text-fields.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from './repository-path.js';

/** Place of a report in the repository, by an upload's field `report_path`; null where that is left out or wrong. */
export const readReportPath = (fields: TextFieldReader): string | null =>
  fields.read('report_path', toRepositoryPath, REPOSITORY_PATH_EXPECTED);
