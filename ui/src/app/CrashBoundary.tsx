import { Component, type ErrorInfo, type ReactNode } from 'react';
import { CrashPage } from './CrashPage';

interface State {
  error: Error | null;
  where: string;
}

/** The last net: shows what broke instead of a blank window. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, where: '' };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  override componentDidCatch(_error: Error, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' });
  }

  override render(): ReactNode {
    const { error, where } = this.state;
    if (!error) return this.props.children;
    return <CrashPage error={error} where={where} onRetry={() => this.setState({ error: null, where: '' })} />;
  }
}
