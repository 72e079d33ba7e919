//! How it merges: ids, clocks, signed operations, and a record as the fold of its operations.
