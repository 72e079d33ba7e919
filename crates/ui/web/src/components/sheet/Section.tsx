import { Card } from 'antd';
import { useId, type ReactNode } from 'react';

/** A part of a sheet under its heading. */
export function Section({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Card size="small" title={<h2 id={id} className="section-title">{title}</h2>} extra={extra}>
        {children}
      </Card>
    </section>
  );
}
