//! Whole days in the field.
