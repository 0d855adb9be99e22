/** Branches of the queues of Mergify and Trunk. */
export const QUEUE_BOT_BRANCH = /^(?:mergify\/merge-queue\/.|trunk-merge\/.)/;
/** Branches on which Bors tests; others have such branches as well. */
export const BORS_BRANCH = /^(?:bors\/)?(?:staging|auto|trying)(?:\.tmp)?$/;
