export { describeLoosened } from '../../../src/domain/gate/describe-loosened.js';
