import { Route, Routes } from 'react-router-dom';
import { ProfilePage } from './ProfilePage';
import { TrendPage } from './TrendPage';

/** Rejects as time goes by, and what a batch looks like. */
export function Quality() {
  return (
    <Routes>
      <Route index element={<TrendPage />} />
      <Route path="profile/:batch" element={<ProfilePage />} />
    </Routes>
  );
}
