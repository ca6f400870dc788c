import { Suspense } from 'react';
import { LiveProvider } from '../api/live.tsx';
import { ButtonLink } from '../parts/button.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { ToastProvider } from '../parts/toast.tsx';
import { usePlace } from '../routing/location.ts';
import { matchPath } from '../routing/match.ts';
import { SCREENS } from '../screens/index.ts';
import { SignIn } from '../screens/sign-in/sign-in.tsx';
import { ErrorCatcher } from './error-catcher.tsx';
import { Rail } from './rail.tsx';
import { SessionGate } from './session.tsx';
import { StatusProvider } from './status.tsx';

/** The console: who may see it, what is around every screen, and the screen of the address. */
export function App() {
  return (
    <ToastProvider>
      <SessionGate signIn={SignIn}>
        <LiveProvider>
          <StatusProvider>
            <div className="shell">
              <a className="skip-link" href="#main">
                Skip to content
              </a>
              <Rail />
              <main id="main" className="main" tabIndex={-1}>
                <CurrentScreen />
              </main>
            </div>
          </StatusProvider>
        </LiveProvider>
      </SessionGate>
    </ToastProvider>
  );
}

function CurrentScreen() {
  const { path } = usePlace();
  for (const { path: pattern, body: Body } of SCREENS) {
    const params = matchPath(pattern, path);
    if (!params) continue;
    return (
      // A screen of another address begins anew: nothing of the one before is left in it.
      <ErrorCatcher key={path}>
        <Suspense fallback={<Loading what="the screen" />}>
          <Body params={params} />
        </Suspense>
      </ErrorCatcher>
    );
  }
  return (
    <Page title="Not found">
      <Empty title="There is no screen at this address" action={<ButtonLink to="/">Go home</ButtonLink>}>
        It may have been mistyped, or what it showed is gone.
      </Empty>
    </Page>
  );
}
