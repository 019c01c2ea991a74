import { Route, Routes } from 'react-router-dom';
import { RejectList } from './RejectList';
import { RejectPage } from './RejectPage';
import { RuleList } from './RuleList';

/** Rejects by the rule they broke, those of one rule, and one of them. */
export function Rejects() {
  return (
    <Routes>
      <Route index element={<RuleList />} />
      <Route path="list" element={<RejectList />} />
      <Route path="one/:reject" element={<RejectPage />} />
    </Routes>
  );
}
