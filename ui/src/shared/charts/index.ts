export { Bars } from './Bars';
export { Sparkline } from './Sparkline';
export { StackedBar } from './StackedBar';
export { StepChart } from './StepChart';
