import { useEffect, useState } from 'react';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import { SCREENS } from '../screens/index.ts';
import { Palette } from './palette.tsx';
import { useSession } from './session.tsx';
import { commandKey, useShortcut } from './shortcut.ts';
import { useStatus } from './status.tsx';

/** The ways to every screen: beside the screen on a wide window, behind a button above it on a narrow one. */
export function Rail() {
  const { path } = usePlace();
  const [open, setOpen] = useState(false);
  const [finding, setFinding] = useState(false);
  useEffect(() => setOpen(false), [path]);
  useShortcut('k', () => setFinding(true));
  return (
    <header className={`rail${open ? ' rail-open' : ''}`}>
      <div className="rail-head">
        <Link to="/" className="rail-brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
          Parley
        </Link>
        <div className="rail-menu">
          <Button icon="menu" aria-expanded={open} aria-controls="rail-body" onClick={() => setOpen(!open)}>
            Menu
          </Button>
        </div>
      </div>
      <div className="rail-body" id="rail-body">
        <button type="button" className="button rail-find" onClick={() => setFinding(true)}>
          <Icon name="search" />
          <span>
            Go to… <kbd>{commandKey('K')}</kbd>
          </span>
        </button>
        <nav aria-label="Screens" className="rail-links">
          {SCREENS.flatMap(({ path: to, menu }) =>
            menu ? (
              <Link key={to} to={to} className="rail-link" aria-current={isWithin(path, to) ? 'page' : undefined}>
                <Icon name={menu.icon} />
                {menu.title}
              </Link>
            ) : (
              []
            ),
          )}
        </nav>
        <RailFoot />
      </div>
      {finding ? <Palette onClose={() => setFinding(false)} /> : null}
    </header>
  );
}

function RailFoot() {
  const { name, signOut } = useSession();
  const { data: status } = useStatus();
  return (
    <div className="rail-foot">
      <div className="row">
        <span className="grow break">
          <span className="hidden-text">Signed in as </span>
          {name}
        </span>
        {status ? (
          <Badge tone={status.mode === 'live' ? 'accent' : 'plain'}>{status.mode === 'live' ? 'Live' : 'Local'}</Badge>
        ) : null}
      </div>
      <Button kind="quiet" small icon="out" onClick={() => void signOut()}>
        Sign out
      </Button>
    </div>
  );
}

function isWithin(path: string, screen: string): boolean {
  return path === screen || (screen !== '/' && path.startsWith(`${screen}/`));
}
