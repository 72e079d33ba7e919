import { Flex } from 'antd';
import type { ReactNode } from 'react';
import './section.css';

interface Props {
  title: string;
  /** What the reader should know about it, in a sentence or two. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page on its own white ground, under its heading. */
export function Section({ title, note, actions, children }: Props) {
  return (
    <section className="section" aria-label={title}>
      <Flex wrap align="center" gap="4px 16px" style={{ marginBottom: 8 }}>
        <h2>{title}</h2>
        <Flex wrap gap={8} style={{ marginInlineStart: 'auto' }} className="no-print">
          {actions}
        </Flex>
      </Flex>
      {note ? <p className="note">{note}</p> : null}
      {children}
    </section>
  );
}
