import type { CostSource, ItemType, LotPolicy, Procurement, Product } from '../../bindings/commands';
import type { Tones } from '../../shared/ui';

/** Choices of a select, from words by value. */
export const choices = <K extends string>(words: Readonly<Record<K, string>>) =>
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));

export const ITEM_TYPES: Readonly<Record<ItemType, string>> = {
  finished_good: 'Product', component: 'Component', material: 'Material', supply: 'Supply', service: 'Service',
};

export const PROCUREMENT: Readonly<Record<Procurement, string>> = { make: 'Made', buy: 'Bought' };

export const LOT_POLICIES: Readonly<Record<LotPolicy, string>> = {
  L4L: 'As much as is needed', FOQ: 'Fixed lots', POQ: 'Some days of need at once', EOQ: 'Economic lot (order cost against holding)',
  WW: 'Least cost over the horizon (Wagner-Whitin)', SILVER_MEAL: 'Least cost a period (Silver-Meal)', LTC: 'Least total cost', LUC: 'Least unit cost',
};

export const COST_METHODS: Readonly<Record<Product['cost_method'], string>> = { average: 'Average of receipts', fifo: 'First in, first out', standard: 'Standard cost' };

export const STOCKING: Readonly<Record<Product['stocking_policy'], string>> = { on_demand: 'Only for orders', stock: 'Kept on the shelf' };

export const CHANNELS: Readonly<Record<Product['sales_channel'], string>> = { public: 'Everybody', wholesale: 'Wholesale', internal: 'Internal only' };

export const COST_SOURCES: Readonly<Record<CostSource, string>> = {
  standard: 'Standard cost', average: 'Average cost', layers: 'Oldest receipts', last: 'Last purchase', rolled_up: 'Rolled up from its parts', missing: 'No cost yet',
};

export const ACTIVE_TONES: Tones = { active: ['Active', 'good'], inactive: ['Inactive', 'idle'] };
export const activeState = (active: boolean) => (active ? 'active' : 'inactive');

export const TYPE_TONES: Tones = {
  finished_good: ['Product', 'active'], component: ['Component', 'info'], material: ['Material', 'good'], supply: ['Supply', 'idle'], service: ['Service', 'idle'],
};
