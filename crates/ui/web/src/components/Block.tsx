import type { ReactNode } from 'react';
import './form/form.css';
import './block.css';

interface BlockProps {
  title: string;
  /** Said beside the heading. */
  beside?: ReactNode;
  children: ReactNode;
}

/** A part of a page under its heading, on white ground. */
export function Block({ title, beside, children }: BlockProps) {
  return (
    <section className="block">
      <div className="block-head">
        <h2>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
