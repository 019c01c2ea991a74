import { Route, Routes } from 'react-router-dom';
import { BatchPage } from './BatchPage';
import { RunList } from './RunList';
import { RunPage } from './RunPage';

/** Runs, a run with its batches, and a batch: what became of every record. */
export function Runs() {
  return (
    <Routes>
      <Route index element={<RunList />} />
      <Route path="batch/:batch" element={<BatchPage />} />
      <Route path=":run" element={<RunPage />} />
    </Routes>
  );
}
