import { Route, Routes } from 'react-router-dom';
import { ContractList } from './ContractList';
import { ContractPage } from './ContractPage';

/** Contracts, and what data asks of them. */
export function Contracts() {
  return (
    <Routes>
      <Route index element={<ContractList />} />
      <Route path=":system/:entity" element={<ContractPage />} />
    </Routes>
  );
}
