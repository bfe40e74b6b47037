export { MovementsGrid } from './MovementsGrid';
export { SPOOL_TONES } from './spools/words';
export { ItemField, LocationSelect } from './pickers';
export { documentPage, MOVE_TONES, REASONS } from './words';
