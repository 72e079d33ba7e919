import { Empty } from 'antd';
import type { ReactNode } from 'react';

/** An empty page says what to do next; the action stands below the sentence. */
export function EmptyHint({ hint, children }: { hint: ReactNode; children?: ReactNode }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={hint} style={{ padding: '32px 16px' }}>
      {children}
    </Empty>
  );
}
