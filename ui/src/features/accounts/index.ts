export { CURRENCIES, passwordProblem, timeZones } from './setup';
