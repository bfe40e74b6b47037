import type { Platform } from './contract';

export * from './contract';
export { newId } from './ids';

/** The platform this window runs on. The unused side is never loaded. */
export async function openPlatform(): Promise<Platform> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauriPlatform();
  return (await import('./http')).httpPlatform();
}
