export { describeDirective } from '../../../src/domain/gate/describe-directive.js';
