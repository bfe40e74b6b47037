export { ItemField, LocationSelect } from './pickers';
export { documentPage, MOVE_TONES, REASONS } from './words';
