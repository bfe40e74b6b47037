export * as decimal from './decimal';
export * from './dates';
export * from './format';
export * from './parse';
export * from './counted';
export * from './parseDate';
