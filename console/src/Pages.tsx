import { Nav, NavItem, NavList, PageNavigation, PageSection, Switch } from '@patternfly/react-core';
import { useState } from 'react';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router-dom';
import { choose, isDark } from './appearance';
import { PAGES } from './pageList';

/** All pages of Caravan, below /caravan. */
export function Pages() {
  const { pathname } = useLocation();
  return (
    <>
      <PageNavigation>
        <Nav variant="tertiary" aria-label="Pages of Caravan">
          <NavList>
            {PAGES.map(page => (
              <NavItem key={page.path} isActive={pathname.startsWith(`/caravan/${page.path}`)}>
                <NavLink to={`/caravan/${page.path}`}>{page.title}</NavLink>
              </NavItem>
            ))}
          </NavList>
        </Nav>
      </PageNavigation>
      <Routes>
        {PAGES.map(({ path, component: Component }) => (
          <Route key={path} path={`${path}/*`} element={<Component />} />
        ))}
        <Route path="*" element={<Navigate to="/caravan/overview" replace />} />
      </Routes>
      <PageSection padding={{ default: 'padding' }} isFilled={false}>
        <DarkSwitch />
      </PageSection>
    </>
  );
}

function DarkSwitch() {
  const [dark, setDark] = useState(isDark);
  const change = (next: boolean) => {
    choose(next);
    setDark(next);
  };
  return <Switch label="Dark" isChecked={dark} onChange={(_event, next) => change(next)} />;
}
