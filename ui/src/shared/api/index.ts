export { call, CommandError, connect, currentPlatform, isUnknownCommand, messageOf, setToken, UnreachableError } from './client';
export * from './commands';
export { dismissJob, followEvents, hearLive, isTold, jobEnd, tellJobsOf, useJobs, type LiveEvent } from './events';
export { heldList, invalidate, useList, useRead, useWrite, type ListData, type ListName, type RowOf } from './hooks';
export { forgetPreferences, usePreference } from './preferences';
export { mayDo, SessionContext, useSession, type Session } from './session';
