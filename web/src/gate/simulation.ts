/** The service's own evaluator: judges scans by a policy that is not saved. */
export {
  type Flip,
  type NotJudgeable,
  prepareSimulation,
  type SimulatedPolicy,
  type SimulatedScan,
  type Simulation,
  type SimulationInputs,
} from '../../../src/domain/gate/simulate.js';
