/** What a cell says, and below it what belongs to it. */
export function Two({ first, second }: { first: string; second: string }) {
  return (
    <>
      <div className="typed">{first}</div>
      <div className="hint typed">{second}</div>
    </>
  );
}
