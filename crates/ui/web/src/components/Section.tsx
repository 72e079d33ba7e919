import { Flex } from 'antd';
import { useId, type ReactNode } from 'react';
import './section.css';

interface Props {
  title: string;
  /** Said beside the heading. */
  beside?: ReactNode;
  /** What the reader should know about it, in a sentence or two. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page on its own white ground, under its heading. */
export function Section({ title, beside, note, actions, children }: Props) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {beside}
        {actions ? (
          <Flex wrap gap={8} style={{ marginInlineStart: 'auto' }} className="no-print">
            {actions}
          </Flex>
        ) : null}
      </div>
      {note ? <p className="note">{note}</p> : null}
      {children}
    </section>
  );
}
