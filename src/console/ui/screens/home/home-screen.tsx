import './home.css';
import { useEffect } from 'react';
import type { StatusView } from '../../../contract.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Page } from '../../parts/page.tsx';
import { countMoves } from '../../routing/location.ts';
import { useStatus } from '../../shell/status.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Funnel } from './funnel.tsx';
import { Health } from './health.tsx';
import { Texts } from './texts.tsx';
import { Warnings } from './warnings.tsx';

/** Home: what needs a look, how the server stands, what to do first, and how far people came. */
export function HomeScreen() {
  const { data, failure, reload } = useStatus();
  useEffect(() => {
    // Whoever comes back from another screen may have just done one of the steps.
    if (countMoves() > 0) reload();
    // Not by a clock: that would keep a session alive that nobody uses.
    const look = () => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);
  const again = (
    <Button icon="repeat" onClick={reload}>
      Look again
    </Button>
  );
  return (
    <Page title="Home" aside={data ? <Mode mode={data.mode} /> : null} actions={again}>
      {failure ? <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} /> : null}
      {!data && !failure ? <Loading what="how things stand" /> : null}
      {data ? (
        <>
          <Warnings warnings={data.warnings} />
          <div className="home">
            <div className="stack">
              <FirstSteps steps={data.steps} />
              <Funnel funnel={data.funnel} />
            </div>
            <div className="stack">
              <Health status={data} />
              <Texts texts={data.texts} />
            </div>
          </div>
        </>
      ) : null}
    </Page>
  );
}

function Mode({ mode }: Pick<StatusView, 'mode'>) {
  return mode === 'live' ? <Badge tone="good">Live</Badge> : <Badge tone="info">Local: no text leaves</Badge>;
}
