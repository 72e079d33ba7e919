//! What is recorded: the catalog of record kinds as data, checks, workflow, deadlines, statistics.
