export { Pegging } from './ItemOrders';
export { groupsOf } from './groups';
export { PromiseLine, usePromises } from './PromiseLine';
