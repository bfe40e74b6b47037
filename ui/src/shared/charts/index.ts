export { Bars } from './Bars';
export { LineChart, type LineSeries } from './LineChart';
export { Sparkline } from './Sparkline';
export { StackedBar } from './StackedBar';
export { StepChart } from './StepChart';
