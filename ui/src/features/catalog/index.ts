export { CostView } from './parts/CostView';
export { History } from './parts/History';
export { ItemPicker } from './parts/ItemPicker';
export { WhereUsed } from './parts/WhereUsed';
export { ACTIVE_TONES, activeState, choices, ITEM_TYPES, PROCUREMENT } from './words';
export { MakeMaterialItem } from './materials/MakeMaterialItem';
