import { useSyncExternalStore } from 'react';
import { connection } from '../api/connection';

export function useConnection() {
  return useSyncExternalStore(connection.listen, connection.read);
}
