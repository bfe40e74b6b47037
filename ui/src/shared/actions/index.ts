export * from './keys';
export * from './registry';
export * from './scanner';
