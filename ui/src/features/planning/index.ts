export { Pegging } from './ItemOrders';
export { groupsOf } from './groups';
