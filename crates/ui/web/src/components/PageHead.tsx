import { Flex } from 'antd';
import { useEffect, type ReactNode } from 'react';

/** The head of every page: its one <h1>, what is said beside it, and its actions. */
export function PageHead({ title, beside, actions }: { title: string; beside?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Flex wrap align="center" gap={12} style={{ marginBottom: 16 }}>
      <h1>{title}</h1>
      {beside}
      <Flex wrap gap={8} style={{ marginInlineStart: 'auto', minWidth: 0 }} className="no-print">
        {actions}
      </Flex>
    </Flex>
  );
}
