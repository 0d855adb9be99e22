/**
 * Ratings and technical debt as other features show them, made of a scan and the ratings of its last evaluation
 * (docs/adr/architecture.md#readers-and-writers-between-features).
 */
export { HeldPartDto, RatingsDto } from './dto/ratings.dto.js';
export { FindingsByTypeDto, TechDebtDto } from './dto/tech-debt.dto.js';
export { toHeldPartDto, toRatingsDto, toTechDebtDto } from './to-ratings-dto.js';
