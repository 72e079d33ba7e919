//! Where it is kept: a journal that is the truth and an index that can be rebuilt from it.
