// The container's health check: ready means that the database answers and its schema is current.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health/ready`).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
