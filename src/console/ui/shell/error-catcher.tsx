import { Component, type ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { ErrorBox } from '../parts/error-box.tsx';
import { Page } from '../parts/page.tsx';

interface State {
  readonly broken: boolean;
}

/** Keeps the rest of the console going when a screen breaks or cannot be loaded. */
export class ErrorCatcher extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const again = <Button onClick={() => window.location.reload()}>Load again</Button>;
    const failure = {
      message: 'This screen could not be shown.',
      fix: 'The server may have been updated meanwhile. Load the page again.',
    };
    return (
      <Page title="Something went wrong">
        <ErrorBox failure={failure} action={again} />
      </Page>
    );
  }
}
